//! What is read back must be what values can have led to: nothing that is read may make an estimate stumble.

/// Lets a type in only if it is sound; needs `#[derive(Serialize, Deserialize)]` and `#[serde(remote = "Self")]` on it.
macro_rules! serde_if_sound {
    ($type:ident) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                Self::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let read = Self::deserialize(deserializer)?;
                let refused = concat!("no values have such a ", stringify!($type));
                if read.is_sound() { Ok(read) } else { Err(serde::de::Error::custom(refused)) }
            }
        }
    };
}
