//! Words of tables as enumerations: one list gives the variants, their names and how they are read.

/// A word of a table, with its names.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident $what:literal { $($(#[$each:meta])* $variant:ident $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$each])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Name in tables.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::Problem;

            fn from_str(text: &str) -> Result<Self, crate::Problem> {
                let known = Self::ALL.iter().copied();
                known.clone().find(|word| word.name() == text).ok_or_else(|| {
                    crate::suggest::unknown($what, text, known.map(Self::name))
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }
    };
}
