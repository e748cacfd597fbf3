//! How a client logs in.

use kii_spec::Login;
use proc_macro2::TokenStream;
use quote::quote;

use crate::target::rust::model::{Docs, Model, Parameter, segments};

/// The methods that log in, if the spec says how.
pub(crate) fn methods(model: &Model<'_>) -> Vec<TokenStream> {
    model.service.login.iter().map(|login| method(model, login)).collect()
}

/// The function that gives the addresses at which one logs in, if the spec names them.
pub(crate) fn paths(model: &Model<'_>) -> Option<TokenStream> {
    let login = model.service.login.as_ref()?;
    let parameters = model.base.iter().map(|Parameter { name, ty, .. }| quote!(#name: &crate::identifier::#ty));
    let paths = login.paths.iter().map(|path| {
        let segments = segments(path, &quote!());
        quote!(path([#(#segments),*]))
    });
    Some(quote! {
        /// The paths at which one logs in: the next one is for deployments that do not have those before it.
        #[must_use]
        pub fn login_paths(#(#parameters),*) -> Vec<String> {
            vec![#(#paths),*]
        }
    })
}

fn method(model: &Model<'_>, login: &Login) -> TokenStream {
    let summary = "Exchanges a name and a password, or a client's ID and secret, for a token.";
    let docs = Docs::of_item(&model.citations, summary, &login.origin);
    let (media, id) = (&login.media, &login.id);
    let base = model.base.iter().map(|parameter| &parameter.name);
    let paths = quote!(login_paths(#(self.#base()),*));
    quote! {
        impl Client {
            #docs
            ///
            /// [`Client::with_token`] gives a client with the token.
            ///
            /// # Errors
            ///
            /// When there is no answer, or when it has no token.
            pub async fn login(&self, grant: &Grant) -> Result<Session, LoginError> {
                let content = match grant {
                    Grant::Password { username, password } => json!({
                        "grant_type": "password",
                        "username": username,
                        "password": password.expose_secret(),
                    }),
                    Grant::ClientCredentials { id, secret } => json!({
                        "grant_type": "client_credentials",
                        "client_id": id,
                        "client_secret": secret.expose_secret(),
                    }),
                };
                let mut refused = LoginError::Refused { status: StatusCode::NOT_FOUND, error: None };
                for path in #paths {
                    let call = Call::new("login", Method::POST, path).with_json(#media, &content)?;
                    let answer: Unexpected = self.send(call).await?.choose(&[], |answer| answer).await?;
                    let members: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
                    let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
                    if let (true, Some(token)) = (answer.status.is_success(), text("access_token")) {
                        let expires_in = members.get("expires_in").and_then(Value::as_u64);
                        return Ok(Session { id: text(#id), token: token.into(), expires_in });
                    }
                    refused = LoginError::Refused { status: answer.status, error: text("error") };
                    // The next address is for deployments that do not have this one.
                    if !matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) {
                        break;
                    }
                }
                Err(refused)
            }
        }
    }
}
