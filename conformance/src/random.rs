//! Names that nothing else has, so that cases can run at once and beside anything that the target already holds.

/// `length` letters and digits at random. Never a name that anybody else chose, within reason.
#[must_use]
pub(crate) fn name(length: usize) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut bytes = vec![0; length];
    // Without randomness names may collide, and then cases fail loudly; there is nothing better to do about it here.
    let _ = getrandom::fill(&mut bytes);
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}
