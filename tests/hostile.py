"""Over 200 files that people really have, or that somebody made to hurt: name, file name, content.

Whatever is in them, a run ends in an InputError that names the file, or accounts for every row.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import itertools
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import polars as pl
import xlsxwriter

Rows = Sequence[Mapping[str, object]]

ORIGINAL = "Мы не исключаем, что паром вернётся весной."
RENDERING = "We do not rule out that the ferry will be back in spring."
FINE: Rows = (
    {"quote_id": "ferry", "text": ORIGINAL, "lang": "ru", "role": "original"},
    {"quote_id": "ferry", "text": RENDERING, "lang": "en", "role": "rendering"},
)

TEXTS = {
    "empty": "",
    "white space": " \t ",
    "no-break spaces": "\u00a0\u2003\u3000",
    "zero-width only": "\u200b\u200c\u2060",
    "one letter": "я",
    "punctuation only": "... — !?",
    "dash only": "—",
    "ellipsis in brackets": "[...]",
    "digits only": "1234567890",
    "emoji": "👍🏽👨‍👩‍👧‍👦🇺🇦",
    "emoji in text": "Паром 🚢 придёт в мае.",
    "right to left": "لن نستبعد عودة العبّارة في الربيع.",
    "direction overrides": "The ferry \u202eyadnuS no\u202c sails \u2066soon\u2069.",
    "combining marks": "З" + "\u0301\u0316" * 500,
    "decomposed": "Паи\u0306 и е\u0308лка",
    "full width": "Ｆｅｒｒｙ　１２３",
    "mathematical letters": "𝓕𝓮𝓻𝓻𝔂 𝟙𝟚𝟛",
    "mixed scripts": "Pаrоm паром ferry",
    "control characters": "The \x01ferry\x1b[31m is\x7f red.",
    "line separators": "Паром\u2028придёт\u2029в\x85мае\x0b.\x0c",
    "line breaks": "Паром\nпридёт\r\nв\rмае.",
    "tabs and delimiters": "a,b;c\td|e",
    "quotation marks": 'Он сказал: ""Паром" придёт" — и „ушёл“.',
    "byte order mark inside": "Паром \ufeffпридёт.",
    "replacement character": "Паром \ufffd придёт.",
    "private use": "\ue000\uf8ff\U0010ffff",
    "noncharacters": "\ufffe\uffff",
    "formula": "=HYPERLINK(1)",
    "markup": "<script>alert(1)</script> &amp; **bold**",
    "format string": "%s %n {0} {text} ${HOME} \\u0041",
    "null as a word": "null",
    "not a number as a word": "NaN",
    "true as a word": "true",
    "number as text": "1e309",
    "one very long word": "паром" * 2_000,
    "many short words": "a " * 5_000,
    "many full stops": "." * 10_000,
    "open brackets": "([{«" * 2_500,
    "100,000 characters": "Паром. " * 14_285 + "Паром",
    "100,001 characters": "Паром. " * 14_285 + "Паром!",
    "2 MB cell": "паром " * 170_000,
}
"""Texts to be put in every format."""

UNWRITABLE = {"NUL": "The ferry\0sails.", "lone high surrogate": "\ud83d ferry", "lone low surrogate": "ferry \udea2"}
"""Texts that only JSON, and NUL in CSV, can bring in."""


def delimited(rows: Rows, delimiter: str = ",") -> bytes:
    """CSV or TSV as the standard library writes it."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, names, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def json_lines(rows: Rows) -> bytes:
    """JSON Lines, not escaped where it can be helped."""
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "strict")


def json_lines_escaped(rows: Rows) -> bytes:
    """JSON Lines with all but ASCII escaped, lone surrogates too."""
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


def json_array(rows: Rows) -> bytes:
    """A JSON array."""
    return json.dumps(list(rows)).encode()


def parquet(frame: pl.DataFrame) -> bytes:
    """Parquet."""
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


def arrow(frame: pl.DataFrame) -> bytes:
    """An Arrow IPC file."""
    file = io.BytesIO()
    frame.write_ipc(file)
    return file.getvalue()


def _texts() -> Iterator[tuple[str, str, bytes]]:
    for name, text in TEXTS.items():
        rows = [FINE[0], {**FINE[1], "text": text}]
        yield f"{name}, CSV", "texts.csv", delimited(rows)
        yield f"{name}, JSON Lines", "texts.jsonl", json_lines(rows)
        yield f"{name}, Parquet", "texts.parquet", parquet(pl.DataFrame(rows))
    for name, text in UNWRITABLE.items():
        rows = [FINE[0], {**FINE[1], "text": text}]
        yield f"{name}, JSON Lines", "texts.jsonl", json_lines_escaped(rows)
        yield f"{name}, JSON", "texts.json", json_array(rows)
        key = [FINE[0], {**FINE[1], f"key {text}": 1}]
        yield f"{name} in a key, JSON Lines", "texts.jsonl", json_lines_escaped(key)


def _bytes() -> Iterator[tuple[str, str, bytes]]:
    fine = delimited(FINE)
    for suffix in (
        *("csv", "tsv", "jsonl", "ndjson", "json", "parquet", "arrow", "ipc", "feather", "csv.gz"),
        *("tmx", "xlf", "xliff", "xlsx", "xlsm", "tmx.gz"),
    ):
        yield f"no bytes, {suffix}", f"empty.{suffix}", b""
        yield f"blank lines, {suffix}", f"blank.{suffix}", b"\n\r\n  \n"
        yield f"random bytes, {suffix}", f"random.{suffix}", bytes(i * i * 7 % 251 for i in range(500))
        yield f"NUL bytes only, {suffix}", f"nul.{suffix}", b"\0" * 100
    yield "only a header", "header.csv", b"quote_id,text\n"
    yield "only a header, no line end", "header.csv", b"quote_id,text"
    yield "only a byte order mark", "bom.csv", codecs.BOM_UTF8
    yield "byte order mark", "bom.csv", codecs.BOM_UTF8 + fine
    yield "byte order mark, JSON Lines", "bom.jsonl", codecs.BOM_UTF8 + json_lines(FINE)
    yield "byte order mark, JSON", "bom.json", codecs.BOM_UTF8 + json_array(FINE)
    yield "two byte order marks", "bom.csv", codecs.BOM_UTF8 * 2 + fine
    yield "CR at line ends", "cr.csv", fine.replace(b"\r\n", b"\r")
    yield "LF at line ends", "lf.csv", fine.replace(b"\r\n", b"\n")
    yield "mixed line ends", "mixed.csv", b"quote_id,text\rq1,a\nq2,b\r\nq3,c"
    yield "CR at line ends, JSON Lines", "cr.jsonl", json_lines(FINE).replace(b"\n", b"\r")
    yield "NUL in a cell", "nul.csv", fine.replace(b"ferry", b"fer\0ry")
    yield "NUL in the header", "nul.csv", fine.replace(b"text", b"te\0xt")
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "koi8-r"):
        yield f"{encoding}, CSV", "encoded.csv", fine.decode().encode(encoding)
        yield f"{encoding}, JSON Lines", "encoded.jsonl", json_lines(FINE).decode().encode(encoding)
    yield "Latin-1 row", "latin1.csv", b"quote_id,text\nq1,caf\xe9\nq2,fine\n"
    yield "Latin-1 header", "latin1.csv", b"quote_id,text,caf\xe9\nq1,a,b\n"
    yield "Latin-1 row, JSON", "latin1.json", b'[{"quote_id": 1, "text": "caf\xe9"}, {"quote_id": 2, "text": "x"}]'
    yield "overlong and surrogate bytes", "cesu.csv", b"quote_id,text\nq1,\xc0\x80\nq2,\xed\xa0\x80\n"
    yield "cut in a character", "cut.csv", fine[:-1] + "й".encode()[:1]
    yield "gzip", "fine.csv.gz", gzip.compress(fine)
    yield "gzip, another suffix", "fine.jsonl", gzip.compress(json_lines(FINE))
    yield "gzip of JSON", "fine.json.gz", gzip.compress(json_array(FINE))
    yield "not gzip in spite of the suffix", "fine.csv.gz", fine
    yield "truncated gzip", "cut.csv.gz", gzip.compress(fine)[:-9]
    yield "gzip header only", "cut.csv.gz", gzip.compress(fine)[:10]
    yield "gzip with a wrong checksum", "bad.csv.gz", gzip.compress(fine)[:-8] + b"\0" * 8
    yield "gzip with damaged data", "bad.csv.gz", gzip.compress(fine)[:20] + b"\xff" * 40
    yield "gzip within gzip", "twice.csv.gz", gzip.compress(gzip.compress(fine))
    yield "gzip and rubbish", "more.csv.gz", gzip.compress(fine) + b"rubbish"
    yield "two gzip members", "two.csv.gz", gzip.compress(fine) + gzip.compress(b"q9,x,en,\r\n")
    yield "unknown suffix", "quotes.docx", b"PK\x03\x04"
    yield "no suffix", "quotes", fine


def _delimited() -> Iterator[tuple[str, str, bytes]]:
    for name, content in {
        "too few fields": "quote_id,text,lang\nq1\nq2,a\nq3,b,en\n",
        "too many fields": "quote_id,text\nq1,a,b,c\nq2,b\n",
        "trailing delimiters": "quote_id,text,\nq1,a,\nq2,b,\n",
        "nothing but delimiters": "quote_id,text\n,\n,\n",
        "unterminated quote": 'quote_id,text\nq1,a\nq2,"b\nq3,c\nq4,d\n',
        "unterminated quote in the header": 'quote_id,"text\nq1,a\n',
        "text after a closing quote": 'quote_id,text\nq1,"a" said he\nq2,b\n',
        "quote within a cell": 'quote_id,text\nq1,a "b" c\nq2,b\n',
        "cells of several lines": 'quote_id,text\nq1,"a\n\n\nb"\nq2,"c\r\nd"\n',
        "blank lines between": "quote_id,text\n\n\nq1,a\n\nq2,b\n\n",
        "blank lines first": "\n\n \nquote_id,text\nq1,a\n",
        "semicolons": "quote_id;text\nq1;a, b\n",
        "tabs": "quote_id\ttext\nq1\ta, b\n",
        "no header": "q1,a\nq2,b\n",
        "column named twice": "quote_id,text,text\nq1,a,b\n",
        "nameless columns": ",quote_id,text,\n0,q1,a,\n",
        "header with spaces": " quote_id , text \nq1,a\n",
        "header in capitals": "QUOTE_ID,TEXT\nq1,a\n",
        "no quote_id column": "id,text\nq1,a\nq2,b\n",
        "no text column": "quote_id,outlet\nq1,a\nq2,b\n",
        "one column": "quote_id\nq1\nq2\n",
        "blank quote_id": "quote_id,text\n,a\n  ,b\nq1,c\n",
        "spaces around ids": "quote_id,text,version_id\n q1 ,a, v \nq1,b,v\n",
        "duplicate version_id": "quote_id,text,version_id\nq1,a,v\nq1,b,v\nq2,c,v\n",
        "version_id like a made one": "quote_id,text,version_id\nq1,a,\nq1,b,q1/1\nq1,c,q1/3\nq1,d,\n",
        "one version only": "quote_id,text,lang\nq1,a,en\n",
        "three originals": "quote_id,text,role\nq1,а,original\nq1,б,original\nq1,в,original\nq1,d,rendering\n",
        "renderings only": "quote_id,text,lang,role\nq1,a,en,rendering\nq1,b,en,rendering\n",
        "original is rendering": "quote_id,text,lang\nq1,same words,en\nq1,same words,en\n",
        "unknown language": "quote_id,text,lang\nq1,a,xx\nq1,b,ua\nq1,c,Russian\nq1,d,12\nq1,e,und\n",
        "odd language codes": "quote_id,text,lang\nq1,a,EN\nq1,b,en-US\nq1,c,zh_Hant_TW\nq1,d,rus\nq1,e,iw\n",
        "unknown role": "quote_id,text,role\nq1,a,Original\nq1,b,TRANSLATION\nq1,c,author\n",
        "extra columns of the report": "quote_id,text,severity,findings,status,divergence\nq1,a,b,c,d,e\n",
        "extra columns of the stages": "quote_id,text,position,file,row,reject,language,normalized\nq1,a,1,2,3,4,5,6\n",
        "extra columns of the reader": "quote_id,text,_file,_row,_reject,_reject_column,_file_input\nq1,a,1,2,3,4,5\n",
        "extra columns like patterns": "quote_id,text,*,^.*$,^te$\nq1,a,1,2,3\n",
        "extra columns of an index": "quote_id,text,index,order,wide,literal,len\nq1,a,1,2,3,4,5\n",
        "long and wide row": "quote_id,text,ru,en\nq1,a,б,c\nq2,a,,\n",
        "wide by role": "quote_id,original,rendering,rendering_2,rendering_lang\nq1,а,b,c,en\nq2,,,,\nq3,,d,,xx\n",
        "wide by language": "quote_id,ru,en,en_2,zh-Hans,pt_BR,text_id,id\nq1,а,b,c,d,e,f,7\nq2,,,,,,,\n",
        "wide with a lang column": "quote_id,ru,en,lang,role,version_id\nq1,а,b,ru,,\nq2,а,b,,original,\nq3,а,b,,,v\n",
        "wide, one cell": "quote_id,ru,en\nq1,а,\nq2,,b\n",
    }.items():
        yield f"{name}, CSV", "table.csv", content.encode()
    yield (
        "2,000 columns",
        "many.csv",
        ("quote_id,text," + ",".join(f"c{i}" for i in range(2_000)) + "\nq1,a\n").encode(),
    )
    yield "99 renderings", "many.csv", delimited([{"quote_id": "q"} | {f"en_{i}": f"word {i}" for i in range(1, 100)}])
    yield "2 MB cell of many lines", "large.csv", b'quote_id,text\nq1,"' + b"ferry\n" * 350_000 + b'"\nq2,b\n'
    yield "TSV with commas", "table.tsv", b"quote_id\ttext\nq1\ta, b; c\n"
    yield "CSV named TSV", "table.tsv", delimited(FINE)
    yield "TSV named CSV", "table.csv", delimited(FINE, "\t")


def _json() -> Iterator[tuple[str, str, bytes]]:
    row = '{"quote_id": "q1", "text": "a"}'
    for name, content in {
        "not JSON": "ferry",
        "broken line": f'{row}\n{{"quote_id": "q2", "te\n{row}',
        "key named twice": '{"quote_id": "q1", "text": "a", "text": "b"}\n{"quote_id": "q2", "text": "c"}',
        "key named twice, nested": '{"quote_id": "q1", "text": "a", "x": {"y": 1, "y": 2}}',
        "an array a line": '["q1", "a"]\n["q2", "b"]',
        "a string a line": '"q1"\n"q2"',
        "null lines": f"null\n{row}\n\n",
        "nested": '{"quote_id": "q1", "text": {"ru": "а"}, "x": [1, [2, {"y": 1.50}]]}',
        "numbers": '{"quote_id": 1, "text": 1.10}\n{"quote_id": 1e400, "text": -0}\n{"quote_id": true, "text": false}',
        "huge number": '{"quote_id": 1, "text": ' + "9" * 5_000 + "}",
        "nulls": '{"quote_id": null, "text": null}\n{"quote_id": "q1", "text": null, "lang": null}',
        "not a number": '{"quote_id": "q1", "text": NaN}\n{"quote_id": "q2", "text": "b", "score": Infinity}',
        "deeply nested": '{"quote_id": "q1", "text": ' + "[" * 50_000 + "]" * 50_000 + "}",
        "other keys in each line": f'{row}\n{{"QuoteID": "q2"}}\n{{"original": "в", "rendering": "c"}}',
        "long and wide": f'{row}\n{{"quote_id": 2, "ru": "б", "en": "b"}}\n{{"quote_id": 3, "text": "c", "ru": "в"}}',
        "empty objects": "{}\n{}\n",
        "empty key": '{"quote_id": "q1", "text": "a", "": 1}',
        "long key": '{"quote_id": "q1", "text": "a", "' + "k" * 100_000 + '": 1}',
        "many keys": "\n".join(f'{{"quote_id": "q", "text": "a", "k{i}": 1}}' for i in range(1_500)),
        "comments": f"// quotes\n{row}",
        "single quotes": "{'quote_id': 'q1', 'text': 'a'}",
        "raw control characters": '{"quote_id": "q1", "text": "a\tb\x01c"}',
    }.items():
        yield f"{name}, JSON Lines", "lines.jsonl", content.encode()
    for name, content in {
        "one object": row,
        "one object over lines": '{\n "quote_id": "q1",\n "text": "a"\n}\n',
        "empty array": "[]",
        "array of nothing usable": '[1, "a", null, [], {}]',
        "array that ends early": f"[{row}, {row[:-4]}",
        "array that is not closed": f"[{row}",
        "array with a comma too many": f"[{row},]",
        "array without a comma": f"[{row} {row}]",
        "array and more": f"[{row}] {row}",
        "array within an array": f"[[{row}]]",
        "JSON Lines named JSON": f"{row}\n{row}\nbroken\n",
        "only brackets": "[" * 50_000,
        "a number": "17",
    }.items():
        yield f"{name}, JSON", "document.json", content.encode()


def _typed() -> Iterator[tuple[str, str, bytes]]:
    typed = pl.DataFrame(
        {
            "quote_id": [1, 2, None],
            "text": ["а", None, "c"],
            "date": [date(2024, 2, 29), None, date(1, 1, 1)],
            "time": [datetime(2024, 2, 29, 12, tzinfo=UTC), None, None],
            "length": [timedelta(seconds=90), None, timedelta(days=-1)],
            "score": [float("nan"), float("-inf"), 1e-300],
            "price": [Decimal("1.10"), None, Decimal("-0.01")],
            "tags": [["a", None], [], None],
            "place": [{"x": 1, "y": [None, "б"]}, {"x": None, "y": None}, None],
            "bytes": ["é".encode(), b"", None],
            "nothing": [None, None, None],
            "sure": [True, False, None],
        }
    )
    kind = pl.DataFrame({"quote_id": ["q1", "q1"], "lang": ["ru", "en"], "text": ["а", "b"]})
    frames = {
        "typed columns": typed,
        "categories": kind.with_columns(pl.col("quote_id", "lang").cast(pl.Categorical)),
        "binary text": pl.DataFrame({"quote_id": ["q1", "q2"], "text": [b"fine", b"caf\xe9"]}),
        "list as text": pl.DataFrame({"quote_id": ["q1"], "text": [["a", "b"]]}),
        "null columns": pl.DataFrame({"quote_id": [None, None], "text": [None, None]}),
        "no rows": pl.DataFrame(schema={"quote_id": pl.String, "text": pl.String}),
        "no columns": pl.DataFrame(),
        "other columns": pl.DataFrame({"a": [1, 2], "b": [3, 4]}),
        "wide, typed": pl.DataFrame({"quote_id": [1, 2], "ru": ["а", None], "en": ["b", None], "en_2": [None, None]}),
        "columns like patterns": pl.DataFrame({"quote_id": ["q"], "text": ["a"], "*": [1], "^.*$": [2], "": [3]}),
    }
    for name, frame in frames.items():
        yield f"{name}, Parquet", "typed.parquet", parquet(frame)
        yield f"{name}, Arrow", "typed.arrow", arrow(frame)
    stream = io.BytesIO()
    kind.write_ipc_stream(stream)
    yield "Arrow stream", "stream.arrow", stream.getvalue()
    yield "truncated Parquet", "cut.parquet", parquet(typed)[:-20]
    yield "Parquet without its beginning", "cut.parquet", parquet(typed)[20:]
    yield "truncated Arrow", "cut.arrow", arrow(typed)[:100]
    yield "CSV named Parquet", "fine.parquet", delimited(FINE)
    yield "Parquet named CSV", "fine.csv", parquet(kind)
    yield "Parquet named JSON Lines", "fine.jsonl", parquet(kind)


TMX = """<?xml version="1.0"?>
<tmx version="1.4"><header srclang="ru" datatype="plaintext"/><body>
<tu tuid="ferry"><tuv xml:lang="ru"><seg>Паром вернётся весной.</seg></tuv>
<tuv xml:lang="en"><seg>The ferry will be back in spring.</seg></tuv></tu>
</body></tmx>
"""
XLIFF = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="ferry.txt" source-language="ru" target-language="en" datatype="plaintext"><body>
<trans-unit id="1"><source>Паром вернётся весной.</source><target>The ferry will be back in spring.</target>
</trans-unit></body></file></xliff>
"""
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise("abcdefghij"))
    + ']><tmx><header srclang="ru"/><body><tu><tuv xml:lang="ru"><seg>&j;</seg></tuv></tu></body></tmx>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    '<tmx><header srclang="ru"/><body><tu><tuv xml:lang="ru"><seg>&x;</seg></tuv></tu></body></tmx>'
)


def workbook(rows: Sequence[Sequence[object]], *sheets: str) -> bytes:
    """An .xlsx file with `rows` in its first sheet, strings as strings."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(at, column, cell)
            elif isinstance(cell, bool | int | float):
                sheet.write(at, column, cell)
    for name in sheets:
        book.add_worksheet(name)
    book.close()
    return file.getvalue()


def _apart() -> bytes:
    """Two cells in opposite corners: a reader that makes room for all between them needs terabytes."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "quote_id")
    sheet.write_string(20_000, 16_383, "far away")
    book.close()
    return file.getvalue()


def _bitext() -> Iterator[tuple[str, str, bytes]]:
    for name, content in {
        "billion laughs": LAUGHS,
        "external entity": OUTSIDE,
        "parameter entity": '<!DOCTYPE tmx [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>' + TMX.partition("\n")[2],
        "document type outside": '<!DOCTYPE tmx SYSTEM "tmx14.dtd">' + TMX.partition("\n")[2],
        "cut": TMX[:200],
        "two roots": TMX + "<tmx/>",
        "undefined entity": TMX.replace("весной", "&nbsp;"),
        "other root": "<html><body>text</body></html>",
        "no units": "<tmx><header/><body/></tmx>",
        "empty unit": TMX.replace("<tu ", "<tu/><tu "),
        "unit within a unit": TMX.replace("</tu>", "<tu/></tu>"),
        "no languages": TMX.replace(' xml:lang="ru"', "").replace(' xml:lang="en"', ""),
        "unknown language": TMX.replace('"en"', '"klingon"'),
        "source language not there": TMX.replace('srclang="ru"', 'srclang="ko"'),
        "deep": "<tmx><body><tu><tuv>" + "<seg>" * 100_000,
        "many targets": TMX.replace("</tu>", '<tuv xml:lang="en"><seg>Yes.</seg></tuv>' * 120 + "</tu>"),
        "same id twice": TMX.replace("</body>", TMX[TMX.index("<tu ") : TMX.index("</body>")] + "</body>"),
        "unknown encoding": TMX.replace("?>", ' encoding="nonsense"?>', 1),
        "control character": TMX.replace("весной", "\x01"),
        "character reference to one": TMX.replace("весной", "&#1;"),
    }.items():
        yield f"{name}, TMX", "memory.tmx", content.encode()
    yield "fine, TMX", "memory.tmx", TMX.encode()
    yield "UTF-16, TMX", "memory.tmx", TMX.encode("utf-16")
    yield "gzip, TMX", "memory.tmx.gz", gzip.compress(TMX.encode())
    yield "wrong encoding, TMX", "memory.tmx", TMX.encode("cp1251")
    yield "fine, XLIFF", "file.xlf", XLIFF.encode()
    yield "no target, XLIFF", "file.xliff", re.sub("<target>.*</target>", "", XLIFF).encode()
    yield "no source, XLIFF", "file.xliff", re.sub("<source>.*</source>", "", XLIFF).encode()


def _workbooks() -> Iterator[tuple[str, str, bytes]]:
    fine = workbook([list(FINE[0]), *(list(row.values()) for row in FINE)])
    yield "fine, Excel", "quotes.xlsx", fine
    yield "cut, Excel", "quotes.xlsx", fine[:-200]
    yield "damaged, Excel", "quotes.xlsx", fine[:400] + b"\0" * 200 + fine[600:]
    yield "cells far apart, Excel", "quotes.xlsx", _apart()
    yield "empty sheet, Excel", "quotes.xlsx", workbook([])
    yield "only a header, Excel", "quotes.xlsx", workbook([["quote_id", "text"]])
    yield "column twice, Excel", "quotes.xlsx", workbook([["quote_id", "text", "text"], ["q", "a", "b"]])
    yield "too many cells, Excel", "quotes.xlsx", workbook([["quote_id", "text"], ["q", "a", "b"]])
    yield "numbers, Excel", "quotes.xlsx", workbook([["quote_id", "text"], [7, 1.5], [True, "c"]])
    yield "CSV named Excel", "quotes.xlsx", delimited(FINE)
    yield "Excel named CSV", "quotes.csv", fine
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as parts:
        parts.writestr("xl/workbook.xml", LAUGHS)
    yield "zip of laughs, Excel", "quotes.xlsx", empty.getvalue()


HOSTILE: list[tuple[str, str, bytes]] = [
    *_texts(),
    *_bytes(),
    *_delimited(),
    *_json(),
    *_typed(),
    *_bitext(),
    *_workbooks(),
]
"""Name of the case, file name, content."""
