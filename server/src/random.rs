//! Texts that cannot be guessed: tokens, identifiers, versions of bodies.

/// 32 characters, so that five bits of a byte choose one without bias.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// `length` random characters, each a lower-case letter or a digit: valid in every identifier and header of the API.
pub(crate) fn text(length: usize) -> String {
    let mut text = vec![0; length];
    fill(&mut text);
    text.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}

/// A random number.
pub(crate) fn number() -> u64 {
    let mut bytes = [0; 8];
    fill(&mut bytes);
    u64::from_ne_bytes(bytes)
}

#[expect(clippy::expect_used, reason = "without randomness no token is safe, so nothing may go on")]
fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives random bytes");
}
