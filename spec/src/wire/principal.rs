//! The principals and callers of `service.yaml`.

use crate::{
    principal::{Credentials, Grant},
    yaml::At,
    yaml_structs, yaml_words,
};

yaml_structs! {
    /// An account with a token of its own.
    struct Principal {
        /// Who it is, one sentence.
        summary: String,
        /// How its ID is called, if it has one.
        id: Option<String>,
        /// How it gets a token: the grant of OAuth 2.0.
        grant: Grant,
        /// The scopes in which its token is tried, the preferred one first.
        home: At<Vec<At<String>>>,
    }

    /// A choice of credentials.
    struct Caller {
        /// Who it is, one sentence.
        summary: String,
        /// The principal whose token it sends.
        bearer: Option<At<String>>,
        /// What it sends that is not the token of one principal.
        credentials: Option<At<Credentials>>,
    }
}

yaml_words! {
    Grant: "a grant" { "password" => Grant::Password, "client_credentials" => Grant::ClientCredentials }
    Credentials: "credentials" {
        "permitted" => Credentials::Permitted,
        "application" => Credentials::Application,
        "never_issued" => Credentials::NeverIssued,
        "none" => Credentials::None,
    }
}
