//! The end of a race, told by answers made by hand.
