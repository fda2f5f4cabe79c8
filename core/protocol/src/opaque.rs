//! `Debug` for what must not be shown.

/// Gives types a `Debug` that shows their name and nothing else.
macro_rules! opaque_debug {
    ($($name:ident),*) => {$(
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}
pub(crate) use opaque_debug;
