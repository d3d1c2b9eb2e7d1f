"""Opens runs.parquet with DuckDB, pandas and Polars and compares every cell with runs.csv.

    python3 tests/support/parquet.py FOLDER
"""

import csv
import math
import sys
from pathlib import Path

import duckdb
import pandas
import polars

folder = Path(sys.argv[1])
table = folder / "runs.parquet"
with open(folder / "runs.csv", newline="") as file:
    lines = csv.reader(file)
    head = next(lines)
    rows = list(lines)


def text(value):
    """A value as runs.csv writes it; numbers are compared as numbers."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return str(value).lower()
    return str(value)


def same(cell, value):
    if cell == text(value):
        return True
    try:
        return float(cell) == float(value)
    except (TypeError, ValueError):
        return False


def compare(program, names, values):
    assert list(names) == head, f"{program}: other columns"
    assert len(values) == len(rows), f"{program}: {len(values)} rows, not {len(rows)}"
    for at, (row, read) in enumerate(zip(rows, values)):
        for name, cell, value in zip(head, row, read):
            assert same(cell, value), f"{program}: row {at}, {name}: {cell!r} is {value!r}"
    print(f"{program}: {len(values)} rows of {len(head)} columns as in runs.csv")


query = duckdb.sql(f"select * from '{table}'")
compare(f"DuckDB {duckdb.__version__}", query.columns, query.fetchall())
frame = pandas.read_parquet(table)
compare(f"pandas {pandas.__version__}", frame.columns, frame.values.tolist())
frame = polars.read_parquet(table)
compare(f"Polars {polars.__version__}", frame.columns, frame.rows())
