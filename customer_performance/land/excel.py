"""Excel workbooks (.xlsx), of which one sheet is a table."""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from customer_performance.core.sql import folded
from customer_performance.core.suggest import meant
from customer_performance.land.refused import Refused

EXACT = 2**53  # up to it, a floating-point number is as exact as a whole number
LONGEST_LIST = 10

Row = tuple[int, str, str | None, list[str | None]]


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook. `header_line`: the row of its header, counted as Excel does."""

    cells: Any
    header: list[str]
    header_line: int


def workbook(path: Path) -> Any:
    """An opened workbook. Raises Refused where it cannot be read."""
    import python_calamine  # few need it

    try:
        return python_calamine.CalamineWorkbook.from_path(str(path))
    except python_calamine.PasswordError:
        raise Refused("it is protected by a password") from None
    except BaseException as error:
        raise unreadable(error) from None


def unreadable(error: BaseException) -> BaseException:
    """What to raise for an error of the reader. It is written in Rust, and its panics are no Exception in Python."""
    is_panic = type(error).__name__ == "PanicException"
    if is_panic or (isinstance(error, Exception) and not isinstance(error, MemoryError)):
        return Refused("it is no Excel workbook that can be read; save it again as .xlsx, or as CSV")
    return error


def sheets_of(path: Path) -> list[str]:
    """The names of the sheets of a workbook. Raises Refused where it cannot be read."""
    return list(workbook(path).sheet_names)


def open_sheet(path: Path, named: str | None, table: str) -> Sheet:
    """The sheet that source.yml names; else the one that is called as the table, or the only one. Its header is the
    first row that is not blank. Raises Refused where there is none."""
    from python_calamine import SheetVisibleEnum

    book = workbook(path)
    names = list(book.sheet_names)
    found = [each for each in names if folded(each.strip()) == folded((named or table).strip())]
    if not found and named:
        raise Refused(f"it has no sheet {named!r}{meant(named, names)}")
    found = found or [each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
    if len(found) != 1:
        listed = ", ".join(repr(each) for each in names[:LONGEST_LIST])
        raise Refused(
            f"it has {len(names)} sheets, and none is called {table}; name one in source.yml by `sheet`: {listed}"
        )
    try:
        cells = book.get_sheet_by_name(found[0])
        for line, row in enumerate(cells.iter_rows(), start=1):
            if not is_blank(row):
                return Sheet(cells, [(written(cell)[0] or "").strip() for cell in row], line)
    except BaseException as error:
        raise unreadable(error) from None
    raise Refused("its sheet is empty")


def rows_of_sheet(sheet: Sheet) -> Iterator[Row]:
    """Each row below the header that is not blank. The last value of a row tells the kind of each cell: t is a text,
    and n is anything else."""
    rows = sheet.cells.iter_rows()
    line = 1
    while True:
        try:
            row = next(rows, None)
        except BaseException as error:
            raise unreadable(error) from None
        if row is None:
            return
        if line > sheet.header_line and not is_blank(row):
            cells = [written(cell) for cell in row]
            values = [text for text, _ in cells]
            yield (
                line,
                json.dumps(values, ensure_ascii=False),
                None,
                [*values, "".join(kind for _, kind in cells)],
            )
        line += 1


def is_blank(row: list) -> bool:
    return all(cell is None or cell == "" for cell in row)


def written(cell: Any) -> tuple[str | None, str]:
    """A cell as a text, and its kind. A whole number is written out, without the point that Excel's numbers have."""
    if isinstance(cell, str):
        return cell or None, "t"
    if cell is None:
        return None, "t"
    if isinstance(cell, bool):
        return str(cell).lower(), "n"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) <= EXACT:
        return str(int(cell)), "n"
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" "), "n"
    return str(cell), "n"
