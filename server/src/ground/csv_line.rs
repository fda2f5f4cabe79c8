//! Where a row of a CSV file stands, as whoever opens the file counts.

use lancan_protocol::Saturate;
/// The line that a record begins in, counted from 1. A record's own position is that before the empty lines in front of it.
pub(crate) fn line_of(file: &[u8], record: &csv::StringRecord) -> usize {
    let Some(position) = record.position() else { return 0 };
    let rest = usize::try_from(position.byte()).ok().and_then(|at| file.get(at..)).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).filter(|byte| **byte == b'\n').count();
    Saturate::<usize>::saturate(position.line()).saturating_add(empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_the_file_whatever_lies_between_the_rows() {
        let file = b"a,b\n\r\n\n1,\"x\ny\"\r\n\r\n2,z\n";
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file.as_slice());
        let lines: Vec<usize> = reader.records().map(|record| line_of(file, &record.unwrap())).collect();
        assert_eq!(lines, [1, 4, 7]);
    }
}
