//! One body of the kernel for each instruction set, chosen once at run time.
//!
//! All bodies are the same source on the same IEEE operations and give the same bits.

use super::step;
use crate::channels::Channels;
use crate::compiled::Compiled;
use crate::lanes::{F64x8, Lanes};
use crate::state::State;

type StepFunction<V> = fn(&Compiled<V>, &mut State<V>, &mut Channels<V>);

/// The step function for this machine.
#[derive(Clone, Copy)]
pub(crate) struct Kernel<V>(StepFunction<V>);

impl<V: Lanes> Kernel<V> {
    /// The body that every machine can run.
    pub(crate) fn portable() -> Self {
        Self(step::<V>)
    }

    /// Runs a step.
    pub(crate) fn step(self, net: &Compiled<V>, state: &mut State<V>, channels: &mut Channels<V>) {
        (self.0)(net, state, channels);
    }
}

impl Kernel<F64x8> {
    /// The widest body that this machine can run.
    pub(crate) fn widest() -> Self {
        Self::all().pop().map_or_else(Self::portable, |(_, kernel)| kernel)
    }

    /// The name of the widest body that this machine can run.
    pub(crate) fn name_of_widest() -> &'static str {
        Self::all().pop().map_or("portable", |(name, _)| name)
    }

    /// All bodies that this machine can run with their names, narrowest first.
    pub(crate) fn all() -> Vec<(&'static str, Self)> {
        #[allow(unused_mut)]
        let mut all = vec![("portable", Self::portable())];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                all.push(("avx2", Self(x86::avx2)));
            }
            if is_x86_feature_detected!("avx512f") {
                all.push(("avx512", Self(x86::avx512)));
            }
        }
        all
    }
}

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod x86 {
    use super::{Channels, Compiled, F64x8, State, step};

    #[target_feature(enable = "avx2")]
    fn body_avx2(net: &Compiled<F64x8>, state: &mut State<F64x8>, channels: &mut Channels<F64x8>) {
        step(net, state, channels);
    }

    #[target_feature(enable = "avx512f")]
    fn body_avx512(net: &Compiled<F64x8>, state: &mut State<F64x8>, channels: &mut Channels<F64x8>) {
        step(net, state, channels);
    }

    pub(super) fn avx2(net: &Compiled<F64x8>, state: &mut State<F64x8>, channels: &mut Channels<F64x8>) {
        // SAFETY: a `Kernel` with this body is only made by `Kernel::all`, after the processor was asked for avx2.
        unsafe { body_avx2(net, state, channels) }
    }

    pub(super) fn avx512(net: &Compiled<F64x8>, state: &mut State<F64x8>, channels: &mut Channels<F64x8>) {
        // SAFETY: a `Kernel` with this body is only made by `Kernel::all`, after the processor was asked for avx512f.
        unsafe { body_avx512(net, state, channels) }
    }
}
