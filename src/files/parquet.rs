//! Tables as Parquet, which DuckDB, pandas and Polars open.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use crate::study::rows::{Cell, Column};

/// Rows that are kept in memory before they are written as one group.
const GROUP: usize = 1 << 15;

/// A table that is written row by row, in groups.
pub struct ParquetTable<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Values>,
    rows: usize,
}

/// The values of one column in the group under way.
enum Values {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>),
    Flag(Vec<bool>),
    /// Those that are there, and for each row whether one is.
    Number(Vec<f64>, Vec<i16>),
}

impl<W: Write + Send> ParquetTable<W> {
    pub fn new(into: W, columns: &[(String, Column)]) -> io::Result<ParquetTable<W>> {
        let fields = columns.iter().map(|(name, column)| field(name, *column));
        let fields = fields.collect::<Result<Vec<_>, _>>().map_err(failed)?;
        let schema = Type::group_type_builder("runs").with_fields(fields);
        let schema = Arc::new(schema.build().map_err(failed)?);
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
        let properties = Arc::new(properties.build());
        Ok(ParquetTable {
            writer: SerializedFileWriter::new(into, schema, properties).map_err(failed)?,
            columns: columns.iter().map(|(_, column)| empty(*column)).collect(),
            rows: 0,
        })
    }

    /// Adds a row. Its cells are of the kinds that the columns were said to be.
    pub fn push(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        for (values, cell) in self.columns.iter_mut().zip(cells) {
            match (values, cell) {
                (Values::Text(all), Cell::Text(text)) => all.push(ByteArray::from(*text)),
                (Values::Integer(all), Cell::Integer(number)) => all.push(*number as i64),
                (Values::Flag(all), Cell::Flag(flag)) => all.push(*flag),
                (Values::Number(all, there), Cell::Number(number)) => {
                    there.push(i16::from(number.is_some()));
                    all.extend(number);
                }
                _ => return Err(io::Error::other("a cell is not of its column's kind")),
            }
        }
        self.rows += 1;
        match self.rows < GROUP {
            true => Ok(()),
            false => self.write_group(),
        }
    }

    /// Writes what is left, and the table of contents at the end.
    pub fn close(mut self) -> io::Result<()> {
        self.write_group()?;
        self.writer.close().map(drop).map_err(failed)
    }

    fn write_group(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(failed)?;
        for values in &mut self.columns {
            let column = group.next_column().map_err(failed)?;
            let mut column = column.expect("as many columns as in the schema");
            values.write(&mut column).map_err(failed)?;
            column.close().map_err(failed)?;
        }
        self.rows = 0;
        group.close().map(drop).map_err(failed)
    }
}

impl Values {
    fn write(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        match self {
            Values::Text(all) => {
                let column = column.typed::<ByteArrayType>();
                column.write_batch(all, None, None)?;
                all.clear();
            }
            Values::Integer(all) => {
                let column = column.typed::<Int64Type>();
                column.write_batch(all, None, None)?;
                all.clear();
            }
            Values::Flag(all) => {
                let column = column.typed::<BoolType>();
                column.write_batch(all, None, None)?;
                all.clear();
            }
            Values::Number(all, there) => {
                let column = column.typed::<DoubleType>();
                column.write_batch(all, Some(there), None)?;
                all.clear();
                there.clear();
            }
        }
        Ok(())
    }
}

fn empty(column: Column) -> Values {
    match column {
        Column::Text => Values::Text(Vec::new()),
        Column::Integer => Values::Integer(Vec::new()),
        Column::Flag => Values::Flag(Vec::new()),
        Column::Number => Values::Number(Vec::new(), Vec::new()),
    }
}

fn field(name: &str, column: Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical, repetition) = match column {
        Column::Text => (
            Physical::BYTE_ARRAY,
            Some(LogicalType::String),
            Repetition::REQUIRED,
        ),
        // Runs and seeds: whole numbers from 0 to 2^64 - 1.
        Column::Integer => (
            Physical::INT64,
            Some(LogicalType::integer(64, false)),
            Repetition::REQUIRED,
        ),
        Column::Flag => (Physical::BOOLEAN, None, Repetition::REQUIRED),
        Column::Number => (Physical::DOUBLE, None, Repetition::OPTIONAL),
    };
    let field = Type::primitive_type_builder(name, physical)
        .with_repetition(repetition)
        .with_logical_type(logical);
    field.build().map(Arc::new)
}

fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    #[test]
    fn what_is_written_is_read_back_across_groups() {
        let columns = [
            ("arm".to_string(), Column::Text),
            ("seed".to_string(), Column::Integer),
            ("over_budget".to_string(), Column::Flag),
            ("time_to_resolve_s".to_string(), Column::Number),
        ];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("runs.parquet");
        let file = std::fs::File::create(&path).unwrap();
        let mut table = ParquetTable::new(file, &columns).unwrap();
        let rows = GROUP as u64 + 3;
        for row in 0..rows {
            let number = (row % 2 == 0).then_some(row as f64 / 8.0);
            let cells = [
                Cell::Text("ä, \"b\""),
                Cell::Integer(u64::MAX - row),
                Cell::Flag(row == 1),
                Cell::Number(number),
            ];
            table.push(&cells).unwrap();
        }
        assert!(table.push(&[Cell::Flag(true)]).is_err());
        table.close().unwrap();

        let file = std::fs::File::open(&path).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        assert_eq!(reader.num_row_groups(), 2);
        let mut read = 0;
        for (at, row) in reader.get_row_iter(None).unwrap().enumerate() {
            let (row, at) = (row.unwrap(), at as u64);
            assert_eq!(row.get_string(0).unwrap(), "ä, \"b\"");
            assert_eq!(row.get_ulong(1).unwrap(), u64::MAX - at);
            assert_eq!(row.get_bool(2).unwrap(), at == 1);
            let number = row.get_double(3).ok();
            assert_eq!(number, (at % 2 == 0).then_some(at as f64 / 8.0));
            read += 1;
        }
        assert_eq!(read, rows);
    }
}
