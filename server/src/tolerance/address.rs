//! A name of a user or a thing where a path has its ID, as other pages of the reference have it.

use http::request::Parts;

use super::{Rewriting, Tolerance, path::change_segments};
use crate::{account_name::AccountName, directory::Directory};

pub(super) const ADDRESS_FOR_ID: Tolerance = Tolerance {
    id: "address-for-id",
    summary: "users/LOGIN_NAME:x, users/EMAIL:x, users/PHONE:x and things/VENDOR_THING_ID:x are served as the ID of that user or thing.",
    rewriting: Rewriting::Head(to_id),
};

fn to_id(parts: &mut Parts, directory: &Directory) {
    change_segments(parts, |before, text| {
        let (app_id, is_of_thing) = match before {
            ["", "api", "apps", app_id, "users"] => (app_id, false),
            ["", "api", "apps", app_id, "things"] => (app_id, true),
            _ => return None,
        };
        let name = AccountName::prefixed(text).filter(|name| name.is_of_thing() == is_of_thing)?;
        directory.id_of(app_id, &name)
    });
}
