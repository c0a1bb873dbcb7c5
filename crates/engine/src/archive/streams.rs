//! What recordings measured, as Parquet: a row group for each recording, a row for every ten seconds.

use std::io::{self, Write};
use std::sync::Arc;

use ::timeline::{EVERY, Trace};
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use crate::reconciliation::StoredObservation;

const SCHEMA: &str = "message streams {
    required binary observation (STRING);
    required int64 time (TIMESTAMP(MILLIS,true));
    optional int32 heart_rate_per_min;
    optional int32 power_w;
    optional int32 cadence_per_min;
    optional double speed_m_per_s;
    optional double latitude_deg;
    optional double longitude_deg;
    optional double altitude_m;
}";

/// Milliseconds between two rows.
const STEP: usize = 1000 * EVERY.unsigned_abs() as usize;

/// Writes the traces of all recordings that have one.
pub(super) fn write(to: impl Write + Send, observations: &[StoredObservation]) -> io::Result<()> {
    write_all(to, observations).map_err(io::Error::other)
}

fn write_all(to: impl Write + Send, observations: &[StoredObservation]) -> Result<(), ParquetError> {
    // The archive deflates the file as a whole.
    let properties = WriterProperties::builder().set_compression(Compression::UNCOMPRESSED).build();
    let mut file =
        SerializedFileWriter::new(to, Arc::new(parse_message_type(SCHEMA)?), Arc::new(properties))?;
    for StoredObservation(observation) in observations {
        let trace = observation.shape.as_ref().and_then(|shape| shape.trace.as_ref());
        if let Some(trace) = trace {
            let mut group = file.next_row_group()?;
            recording(&mut group, &observation.id, trace)?;
            group.close()?;
        }
    }
    file.close()?;
    Ok(())
}

fn recording<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    name: &str,
    trace: &Trace,
) -> Result<(), ParquetError> {
    let (start, end) = (trace.start.as_millisecond(), trace.end().as_millisecond());
    let times: Vec<i64> = (start..end).step_by(STEP).collect();
    let rows = times.len();
    required::<ByteArrayType>(group, &vec![ByteArray::from(name); rows])?;
    required::<Int64Type>(group, &times)?;
    let whole = |values: &[Option<i32>]| values.to_vec();
    let parts = |values: &[Option<i32>], of_one: f64| -> Vec<Option<f64>> {
        values.iter().map(|value| value.map(|value| f64::from(value) / of_one)).collect()
    };
    optional::<Int32Type>(group, rows, &whole(trace.heart_rate.values()))?;
    optional::<Int32Type>(group, rows, &whole(trace.power.values()))?;
    optional::<Int32Type>(group, rows, &whole(trace.cadence.values()))?;
    optional::<DoubleType>(group, rows, &parts(trace.speed.values(), 100.0))?;
    optional::<DoubleType>(group, rows, &parts(trace.latitude.values(), 1e5))?;
    optional::<DoubleType>(group, rows, &parts(trace.longitude.values(), 1e5))?;
    optional::<DoubleType>(group, rows, &parts(trace.altitude.values(), 10.0))
}

fn required<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    values: &[T::T],
) -> Result<(), ParquetError> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(values, None, None)?;
        column.close()?;
    }
    Ok(())
}

/// A column in which values may be missing; it is as long as the others.
fn optional<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    rows: usize,
    values: &[Option<T::T>],
) -> Result<(), ParquetError> {
    if let Some(mut column) = group.next_column()? {
        let levels: Vec<i16> =
            (0..rows).map(|row| i16::from(values.get(row).is_some_and(Option::is_some))).collect();
        let present: Vec<T::T> = values.iter().flatten().cloned().collect();
        column.typed::<T>().write_batch(&present, Some(&levels), None)?;
        column.close()?;
    }
    Ok(())
}
