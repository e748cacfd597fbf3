//! The generated files on disk.
