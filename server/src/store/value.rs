//! Values as statements take them and rows as statements give them.

use lancan_protocol::Saturate as _;
use lancan_protocol::time::{Day, Interval, UnixTime};

use super::StoreError;
use crate::ground::ids::{CaseId, TokenId};

/// A value of a column: one of the three types that both databases have, or nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// SQL's NULL.
    Null,
    /// A signed number of 64 bits. Unsigned numbers beyond its end are stored as its end.
    Integer(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// A row: its values in the order in which the statement names its columns.
#[derive(Debug)]
pub struct Row(std::vec::IntoIter<Value>);

/// What a column's value can be read as.
pub trait FromValue: Sized {
    /// Reads a value.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the value has another type or is out of range.
    fn from_value(value: Value) -> Result<Self, StoreError>;
}

impl Row {
    pub(super) fn new(values: Vec<Value>) -> Self {
        Self(values.into_iter())
    }

    /// The values of the columns that were not taken yet.
    pub fn rest(self) -> Vec<Value> {
        self.0.collect()
    }

    /// The next column's value.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when there is no further column, or its value cannot be read as `T`.
    pub fn take<T: FromValue>(&mut self) -> Result<T, StoreError> {
        T::from_value(self.0.next().ok_or(StoreError::Corrupt("too few columns"))?)
    }
}

/// The values of a statement, in the order of its `?1`, `?2`, ….
#[macro_export]
#[doc(hidden)]
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::store::Value::from($value)),*] };
}

/// The places and the values of `IN (…)`, for a statement that has no other values.
pub(crate) fn each_of<T>(items: &[T]) -> (String, Vec<Value>)
where
    for<'a> &'a T: Into<Value>,
{
    (places(1, items.len()), items.iter().map(Into::into).collect())
}

/// As [`each_of`], with the last item named again until there are one, two, four, eight … of them: whatever the number of
/// items, a database knows only a few statements.
pub(crate) fn each_of_few<T>(items: &[T]) -> (String, Vec<Value>)
where
    for<'a> &'a T: Into<Value>,
{
    let (_, mut values) = each_of(items);
    if let Some(last) = values.last().cloned() {
        values.resize(values.len().next_power_of_two(), last);
    }
    (places(1, values.len()), values)
}

/// `count` places of values, from `?first` on.
fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|number| format!("?{number}")).collect();
    places.join(", ")
}

/// `count` rows of `columns` places each, for `VALUES …`: `(?1, ?2), (?3, ?4)`.
pub(crate) fn rows_of(count: usize, columns: usize) -> String {
    let rows: Vec<String> = (0..count).map(|row| format!("({})", places(1 + columns * row, columns))).collect();
    rows.join(", ")
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Integer(number.saturate())
    }
}

impl From<UnixTime> for Value {
    fn from(at: UnixTime) -> Self {
        at.0.into()
    }
}

impl From<Day> for Value {
    fn from(day: Day) -> Self {
        day.0.into()
    }
}

impl From<Interval> for Value {
    fn from(interval: Interval) -> Self {
        interval.0.into()
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&CaseId> for Value {
    fn from(id: &CaseId) -> Self {
        Self::Text(id.0.clone())
    }
}

impl From<&TokenId> for Value {
    fn from(id: &TokenId) -> Self {
        Self::Text(id.0.clone())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl From<&Vec<u8>> for Value {
    fn from(bytes: &Vec<u8>) -> Self {
        Self::Bytes(bytes.clone())
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(bytes: &[u8; N]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl FromValue for Value {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        Ok(value)
    }
}

impl FromValue for i64 {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        match value {
            Value::Integer(number) => Ok(number),
            _ => Err(StoreError::Corrupt("no number")),
        }
    }
}

impl FromValue for u64 {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        Self::try_from(i64::from_value(value)?).map_err(|_| StoreError::Corrupt("a negative number"))
    }
}

impl FromValue for u32 {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        Self::try_from(i64::from_value(value)?).map_err(|_| StoreError::Corrupt("a number out of range"))
    }
}

impl FromValue for UnixTime {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        u64::from_value(value).map(Self)
    }
}

impl FromValue for Day {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        u32::from_value(value).map(Self)
    }
}

impl FromValue for Interval {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        u32::from_value(value).map(Self)
    }
}

impl FromValue for String {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        match value {
            Value::Text(text) => Ok(text),
            _ => Err(StoreError::Corrupt("no text")),
        }
    }
}

impl FromValue for CaseId {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        String::from_value(value).map(Self)
    }
}

impl FromValue for TokenId {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        String::from_value(value).map(Self)
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        match value {
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err(StoreError::Corrupt("no bytes")),
        }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        Vec::from_value(value)?.try_into().map_err(|_| StoreError::Corrupt("bytes of a wrong length"))
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        match value {
            Value::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}
