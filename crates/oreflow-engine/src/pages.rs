//! Large arrays in huge pages.
//!
//! A network of a hundred thousand links reads rows of suppliers in an order that no cache foresees, and each of them may be on another page:
//! with pages of 4 kB, the search for pages takes a fifth of a step or so (docs/design/roofline.md). Linux gives pages of 2 MB to those who ask.

/// What is smaller has few pages anyway.
const LEAST: usize = 4 << 20;

/// An empty vector with room for so many.
pub(crate) fn with_capacity<T>(count: usize) -> Vec<T> {
    let vector: Vec<T> = Vec::with_capacity(count);
    if size_of::<T>() * vector.capacity() >= LEAST {
        ask(vector.as_ptr().cast(), size_of::<T>() * vector.capacity());
    }
    vector
}

/// So many equal elements.
pub(crate) fn filled<T: Clone>(value: T, count: usize) -> Vec<T> {
    let mut vector = with_capacity(count);
    vector.resize(count, value);
    vector
}

/// All elements of an iterator that knows how many it has.
pub(crate) fn collected<T>(elements: impl ExactSizeIterator<Item = T>) -> Vec<T> {
    let mut vector = with_capacity(elements.len());
    vector.extend(elements);
    vector
}

/// Asks for huge pages; nothing is lost where there are none.
#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
fn ask(start: *const u8, bytes: usize) {
    const PAGE: usize = 4096;
    // What is not whole pages of ours stays as it is; the system has pages of 4 kB or multiples of them, and refuses other addresses.
    let before = start.addr().next_multiple_of(PAGE) - start.addr();
    let whole = bytes.saturating_sub(before) / PAGE * PAGE;
    // SAFETY: the range lies within one allocation, and MADV_HUGEPAGE changes no byte of it.
    unsafe {
        libc::madvise(start.add(before).cast_mut().cast(), whole, libc::MADV_HUGEPAGE);
    }
}

#[cfg(not(target_os = "linux"))]
fn ask(_: *const u8, _: usize) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_and_large_vectors_are_what_they_would_be() {
        for count in [0, 3, LEAST / 8, LEAST] {
            assert_eq!(filled(1.5, count), vec![1.5; count]);
            let counted = collected((0..count as u32).rev());
            assert!(counted.len() == count && counted.iter().rev().copied().eq(0..count as u32));
        }
    }
}
