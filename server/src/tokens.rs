//! The tokens that logins have given, as hashes.

use std::{
    collections::{HashMap, VecDeque},
    time::SystemTime,
};

use crate::{principal::Principal, secret_hash::SecretHash};

/// So many tokens of each kind are valid for a principal; after that, its oldest one ends when it gets another.
const MOST: usize = 1_000;

/// A principal of an application.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "durable", derive(serde::Serialize, serde::Deserialize))]
pub(crate) struct Holder {
    pub(crate) app_id: String,
    pub(crate) principal: Principal,
}

/// What a token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "durable", derive(serde::Serialize, serde::Deserialize))]
pub(crate) enum TokenKind {
    /// Requests to the API.
    Access,
    /// Another token of either kind.
    Refresh,
}

/// What is known of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "durable", derive(serde::Serialize, serde::Deserialize))]
pub(crate) struct Token {
    pub(crate) hash: SecretHash,
    pub(crate) holder: Holder,
    pub(crate) kind: TokenKind,
    /// When it expires; `None` if it never does.
    pub(crate) expiry: Option<SystemTime>,
    /// Its place in the order in which tokens were given.
    pub(crate) number: u64,
}

/// What has to be written down so that tokens last.
#[derive(Clone, Debug, Default)]
pub(crate) struct TokenChanges {
    pub(crate) given: Vec<Token>,
    pub(crate) ended: Vec<SecretHash>,
}

/// All tokens that are valid or have just expired.
#[derive(Default)]
pub(crate) struct Tokens {
    by_hash: HashMap<SecretHash, Token>,
    /// Those of each principal, the oldest first.
    order: HashMap<(Holder, TokenKind), VecDeque<SecretHash>>,
    next: u64,
}

impl Tokens {
    /// The tokens that were given before.
    pub(crate) fn new(mut given: Vec<Token>) -> Self {
        given.sort_by_key(|token| token.number);
        let mut tokens = Self::default();
        for token in given {
            tokens.insert(token);
        }
        tokens
    }

    /// Whose token this is, if it is of this kind and has not expired.
    pub(crate) fn holder(&self, hash: &SecretHash, kind: TokenKind, now: SystemTime) -> Option<&Holder> {
        let token = self.by_hash.get(hash)?;
        (token.kind == kind && !token.has_expired(now)).then_some(&token.holder)
    }

    /// Adds a token, and ends those of its holder that have expired or are too many.
    pub(crate) fn give(
        &mut self,
        hash: SecretHash,
        (holder, kind): (Holder, TokenKind),
        expiry: Option<SystemTime>,
        now: SystemTime,
        changes: &mut TokenChanges,
    ) {
        let token = Token { hash, holder, kind, expiry, number: self.next };
        if let Some(order) = self.order.get_mut(&(token.holder.clone(), kind)) {
            while let Some(oldest) = order.front() {
                let is_over = self.by_hash.get(oldest).is_none_or(|token| token.has_expired(now));
                if order.len() < MOST && !is_over {
                    break;
                }
                self.by_hash.remove(oldest);
                changes.ended.extend(order.pop_front());
            }
        }
        changes.given.push(token.clone());
        self.insert(token);
    }

    fn insert(&mut self, token: Token) {
        self.next = token.number + 1;
        self.order.entry((token.holder.clone(), token.kind)).or_default().push_back(token.hash);
        self.by_hash.insert(token.hash, token);
    }
}

impl Token {
    fn has_expired(&self, now: SystemTime) -> bool {
        self.expiry.is_some_and(|expiry| expiry <= now)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn holder(id: &str) -> (Holder, TokenKind) {
        (Holder { app_id: "app".to_owned(), principal: Principal::User(id.to_owned()) }, TokenKind::Access)
    }

    fn is_valid(tokens: &Tokens, token: usize, now: SystemTime) -> bool {
        tokens.holder(&SecretHash::of(&token.to_string()), TokenKind::Access, now).is_some()
    }

    #[test]
    fn somebody_with_too_many_tokens_loses_the_oldest_and_nobody_else_does() {
        let (mut tokens, now) = (Tokens::default(), SystemTime::UNIX_EPOCH);
        let mut changes = TokenChanges::default();
        tokens.give(SecretHash::of("another"), holder("another"), None, now, &mut changes);
        for number in 0..=MOST {
            tokens.give(SecretHash::of(&number.to_string()), holder("me"), None, now, &mut changes);
        }
        assert!(!is_valid(&tokens, 0, now) && is_valid(&tokens, 1, now) && is_valid(&tokens, MOST, now));
        assert!(tokens.holder(&SecretHash::of("another"), TokenKind::Access, now).is_some());
        assert_eq!(changes.ended, [SecretHash::of("0")]);
    }

    #[test]
    fn an_expired_token_ends_when_its_holder_gets_another() {
        let (mut tokens, now) = (Tokens::default(), SystemTime::UNIX_EPOCH);
        let later = now + Duration::from_secs(10);
        let mut changes = TokenChanges::default();
        tokens.give(SecretHash::of("0"), holder("me"), Some(later), now, &mut changes);
        assert!(is_valid(&tokens, 0, now) && !is_valid(&tokens, 0, later));
        let mut after = TokenChanges::default();
        tokens.give(SecretHash::of("1"), holder("me"), None, later, &mut after);
        assert_eq!(after.ended, [SecretHash::of("0")]);
        let again = Tokens::new(changes.given.into_iter().chain(after.given).collect());
        assert!(is_valid(&again, 1, later), "tokens that are read again are valid");
    }

    #[test]
    fn a_token_of_one_kind_is_none_of_the_other() {
        let (mut tokens, now) = (Tokens::default(), SystemTime::UNIX_EPOCH);
        tokens.give(SecretHash::of("0"), holder("me"), None, now, &mut TokenChanges::default());
        assert_eq!(tokens.holder(&SecretHash::of("0"), TokenKind::Refresh, now), None);
    }
}
