//! One body of each pass for each instruction set, chosen once at run time.
//!
//! All bodies are the same source on the same IEEE operations and give the same bits.

use std::marker::PhantomData;

use crate::lanes::Lanes;

/// Work on the numbers of a batch, of which there is a body for each instruction set.
///
/// What it calls is part of the body where it is inlined, and portable code elsewhere.
pub(crate) trait Pass {
    /// Its numbers.
    type Number: Lanes;
    /// What it finds.
    type Found;

    /// Does it; to be inlined.
    fn run(self) -> Self::Found;
}

/// The instruction set of this machine that passes run with.
#[derive(Debug)]
pub(crate) struct Kernel<V>(InstructionSet, PhantomData<V>);

#[derive(Clone, Copy, Debug)]
enum InstructionSet {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl<V> Clone for Kernel<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Kernel<V> {}

impl<V: Lanes> Kernel<V> {
    /// What every machine can run.
    pub(crate) fn portable() -> Self {
        Self(InstructionSet::Portable, PhantomData)
    }

    /// The same instruction set, for other numbers.
    pub(crate) fn of<W: Lanes>(self) -> Kernel<W> {
        Kernel(self.0, PhantomData)
    }

    /// Runs a pass.
    #[inline]
    pub(crate) fn run<P: Pass<Number = V>>(self, pass: P) -> P::Found {
        // A number alone has no use for wide registers.
        if V::ALONE {
            return portable(pass);
        }
        match self.0 {
            InstructionSet::Portable => portable(pass),
            // A row of four fills a register of AVX2.
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Avx512 if V::WIDTH > 4 => x86::avx512(pass),
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Avx2 | InstructionSet::Avx512 => x86::avx2(pass),
        }
    }
}

impl<V: Lanes> Kernel<V> {
    /// The widest instruction set of this machine.
    pub(crate) fn widest() -> Self {
        Self::all().pop().map_or_else(Self::portable, |(_, kernel)| kernel)
    }

    /// Its name.
    pub(crate) fn name_of_widest() -> &'static str {
        Self::all().pop().map_or("portable", |(name, _)| name)
    }

    /// All instruction sets of this machine that passes have bodies for, with their names, narrowest first.
    pub(crate) fn all() -> Vec<(&'static str, Self)> {
        #[allow(unused_mut)]
        let mut all = vec![("portable", Self::portable())];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                all.push(("avx2", Self(InstructionSet::Avx2, PhantomData)));
            }
            if is_x86_feature_detected!("avx512f") {
                all.push(("avx512", Self(InstructionSet::Avx512, PhantomData)));
            }
        }
        all
    }
}

/// Not inlined where it is called, as the others cannot be.
#[inline(never)]
fn portable<P: Pass>(pass: P) -> P::Found {
    pass.run()
}

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod x86 {
    use super::Pass;

    #[target_feature(enable = "avx2")]
    fn body_avx2<P: Pass>(pass: P) -> P::Found {
        pass.run()
    }

    #[target_feature(enable = "avx512f")]
    fn body_avx512<P: Pass>(pass: P) -> P::Found {
        pass.run()
    }

    pub(super) fn avx2<P: Pass>(pass: P) -> P::Found {
        // SAFETY: a `Kernel` of avx2 is only made by `Kernel::all`, after the processor was asked for it.
        unsafe { body_avx2(pass) }
    }

    pub(super) fn avx512<P: Pass>(pass: P) -> P::Found {
        // SAFETY: a `Kernel` of avx512 is only made by `Kernel::all`, after the processor was asked for avx512f.
        unsafe { body_avx512(pass) }
    }
}
