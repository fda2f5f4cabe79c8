//! A host for laptops: Bluetooth and HTTP.
