//! `checkpoint.bin`: a run's state, with what tells whose it is and that it is whole.

use std::io::{self, ErrorKind};
use std::path::Path;

use oreflow_engine::run::Checkpoint;

/// The file.
pub(super) const CHECKPOINT: &str = "checkpoint.bin";

/// What such a file begins with; the number changes with the layout.
const MAGIC: &[u8] = b"oreflow checkpoint 1\n";

/// Length of a BLAKE3 hash in hexadecimal digits.
const HASH: usize = 64;

/// The bytes of a checkpoint: magic, fingerprint of the run, hash of what follows, state.
pub(super) fn encode(checkpoint: &Checkpoint, fingerprint: &str) -> io::Result<Vec<u8>> {
    let state = postcard::to_stdvec(checkpoint).map_err(io::Error::other)?;
    let hash = blake3::hash(&state).to_hex();
    Ok([MAGIC, fingerprint.as_bytes(), hash.as_bytes(), &state].concat())
}

/// Reads the checkpoint of a run, if there is one.
///
/// # Errors
/// Why it cannot be used.
pub(super) fn read(folder: &Path, fingerprint: &str) -> Result<Option<Checkpoint>, String> {
    let bytes = match std::fs::read(folder.join(CHECKPOINT)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
        Ok(bytes) => bytes,
    };
    let rest = bytes.strip_prefix(MAGIC).ok_or("it is no checkpoint of this version")?;
    let (whose, rest) = rest.split_at_checked(HASH).ok_or("it is cut short")?;
    let (hash, state) = rest.split_at_checked(HASH).ok_or("it is cut short")?;
    if whose != fingerprint.as_bytes() {
        return Err("it is of another run".to_owned());
    }
    if hash != blake3::hash(state).to_hex().as_bytes() {
        return Err("it is damaged: its checksum does not fit".to_owned());
    }
    postcard::from_bytes(state).map(Some).map_err(|error| error.to_string())
}
