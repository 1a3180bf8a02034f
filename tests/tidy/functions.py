# SPDX-License-Identifier: Apache-2.0
"""Where functions begin and end. Python tells; C++ is read by its braces."""
import ast
import re


def functions_of(file):
    """(line, name, number of lines) of every function in a file of C++ or Python."""
    if file.is_cpp:
        return list(_cpp(file.code))
    if file.path.suffix == ".py":
        return list(_python(file.text))
    return []


def _python(text):
    """The docstring is not counted: in C++ it would stand outside."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = node.body[0]
            is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            n_docstring = first.end_lineno - first.lineno + 1 if is_docstring else 0
            yield node.lineno, node.name, node.end_lineno - node.lineno + 1 - n_docstring


def _cpp(code):
    """Blocks at the level of namespaces and classes whose head is that of a function.

    `code` has neither comments nor the insides of strings. What a `{` opens is told by the text
    between it and the last `;`, `{` or `}`.
    """
    code = re.sub(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", _same_lines, code, flags=re.M)
    kinds, starts, head_from, last_closed = [], [], 0, ""
    for match in re.finditer(r"[{};]", code):
        sign, at = match[0], match.start()
        is_inside = "function" in kinds
        if sign == "{":
            head = code[head_from:at]
            kinds.append("block" if is_inside else _kind(head, last_closed))
            begun = head_from + len(head) - len(head.lstrip())
            starts.append(begun)
        elif sign == "}" and kinds:
            last_closed = kinds.pop()
            start = starts.pop()
            if last_closed == "function":
                line = code.count("\n", 0, start) + 1
                yield line, _name(code[start:at]), code.count("\n", start, at) + 1
        if sign == ";":
            last_closed = ""
        head_from = at + 1


def _same_lines(match):
    return "\n" * match[0].count("\n")


def _kind(head, last_closed):
    head = re.sub(r"\balignas\s*\([^()]*\)|\[\[.*?\]\]", " ", head)
    flat, n = head, 1
    while n:
        flat, n = re.subn(r"\([^()]*\)", " ", flat)
    has_call = flat != head
    after_call = head.rsplit(")", 1)[-1]
    scope = r"(class|struct|union|enum|namespace)\b"
    template = r"\s*(template\s*<.*>\s*)?"
    if re.search(r"\b" + scope, after_call) or re.match(template + scope, flat, re.S):
        return "scope"
    if re.search(r"=(?!=)", re.sub(r"operator\s*[=!<>+\-*/|&^%]+", "", flat)):
        return "function" if "]" in flat and has_call else "data"
    if last_closed == "function" and (not head.strip() or head.strip().startswith(",")):
        return "function"  # the body after initialisers in braces: X() : a_{1}, b_{2} {
    if re.match(r'\s*extern\s+"', head):
        return "scope"
    return "function" if has_call else "data"


def _name(text):
    if match := re.search(r"([\w:~]+(?:\s*operator\s*\S+?)?)\s*\(", text):
        return match[1]
    return "a function"
