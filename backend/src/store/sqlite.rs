//! The embedded engine: SQLite, one writer thread with group commit, a few reading threads.
