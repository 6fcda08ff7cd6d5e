"""What of a message are its author's own words: neither quoted mail nor signature, code, addresses nor numbers."""

import re

# The rest of a mail from here on was written by somebody else, or before.
QUOTED_FROM_HERE = re.compile(
    r"""^\s*(
        -{2,}\s*(original\ message|forwarded\ message|ursprüngliche\ nachricht|原始邮件|原始郵件|转发邮件|轉寄郵件)
        | _{10,}\s*$
        | (on|am|le|el|il)\b.{5,150}\b(wrote|schrieb.{0,60}|a\ écrit|escribió|ha\ scritto)\s*:\s*$
        | (在\s*)?[0-9]{4}\s*[年/-].{3,120}(写道|寫道)\s*[:：]\s*$
        | (from|von|发件人|寄件者|寄件人)\s*[:：].*\n\s*
            (sent|date|to|gesendet|an|发送时间|收件人|日期|收件者|寄件日期)\s*[:：]
    )""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
# A signature begins with such a line.
SIGNATURE_FROM_HERE = re.compile(
    r"""^[ \t]*(
        --[ \t]*$
        | ((with\ )?(best|kind|warm|kindest|warmest)\ (regards|wishes)|regards|best|cheers|sincerely|yours
            (\ sincerely|\ faithfully|\ truly)?|sent\ from\ my\ .{2,30}|get\ outlook\ for\ .{2,20})
            [ \t]*[,.!]?[ \t]*$
        | (此致|敬礼|敬禮|敬上|敬啟|谨启|謹啟|祝好|顺颂商祺|順頌商祺|祝商祺|(发自|發自|從|从)我的.{2,30})
            [ \t]*[,，。！!]?[ \t]*$
    )""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
CODE_BLOCK = re.compile(r"```.*?(```|\Z)|`[^`\n]+`|<[A-Za-z/!][^<>]{0,300}>", re.DOTALL)
QUOTED_LINE = re.compile(r"^[ \t]*[>＞].*$", re.MULTILINE)
# What a program writes: a time or a level first, a frame of a stack, a statement.
PROGRAM_LINE = re.compile(
    r"""^[ \t]*(
        \[?[0-9]{4}-[0-9]{2}-[0-9]{2}[T\ ][0-9]{2}:.*
        | (\[(error|warn|warning|info|debug)\]|(ERROR|WARN|WARNING|INFO|DEBUG|FATAL)\b).*
        | Traceback\ \(most.* | File\ ".*",\ line\ .* | at\ [\w.$]+\(.* | [\w.]+(Error|Exception)\s*:.*
        | (def|function)\ \w+\(.* | class\ \w+[(:{].* | (const|let|var)\ \w+\ =.*
        | return\b.*; | return\ \S+ | [{\["].*"\s*:.*
        | import\ [\w.]+;? | from\ [\w.]+\ import\b.* | \#include\b.* | SELECT\b.*\bFROM\b.*
    )$""",
    re.MULTILINE | re.VERBOSE,
)
CODE_SIGNS = re.compile(r"[{}()\[\];=<>/\\|#$&*+_~^%]")
ADDRESS = re.compile(
    r"(https?://|www\.)[^\s，。）]+|[\w.+-]+@[\w-]+(\.[\w-]+)+|@[\w.-]+", re.IGNORECASE | re.ASCII
)
# A word with a digit in it is a number or a code, and so is one of capitals with a hyphen or underscore.
CODE_WORD = re.compile(
    r"(?<![A-Za-z0-9])[#A-Za-z_./:-]*[0-9][A-Za-z0-9_./:,-]*|(?<![A-Za-z])[A-Z]+[_-][A-Z_-]+"
)


def cleaned(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2019", "'")
    text = CODE_BLOCK.sub(" ", text)
    if quoted := QUOTED_FROM_HERE.search(text):
        text = text[: quoted.start()]
    text = QUOTED_LINE.sub("", text).strip()
    if signature := SIGNATURE_FROM_HERE.search(text):
        text = text[: signature.start()]
    text = ADDRESS.sub(" ", PROGRAM_LINE.sub("", text))
    lines = (CODE_WORD.sub(" ", line) for line in text.split("\n") if not is_code(line))
    return "\n".join(plain for line in lines if (plain := " ".join(line.split())))


def is_code(line: str) -> bool:
    """Whether an eighth of a line are signs of which sentences have few."""
    return len(CODE_SIGNS.findall(line)) * 8 > len(line.replace(" ", "")) > 5
