"""The ``jingwei`` command: calls the handler, prints its answer, says every failure plainly."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from jingwei.kernel.console import Answer
from jingwei.kernel.errors import BadInput, JingweiError
from jingwei.site.arguments import parser

FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code: 0, 1 for a failure, 2 for bad input.

    Errors go to stderr in one Chinese sentence; JINGWEI_DEBUG=yes lets the traceback through.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jingwei.site.settings")
    try:
        return _run(parser().parse_args(arguments))
    except BadInput as error:
        return _complain(str(error), BAD_INPUT)
    except JingweiError as error:
        return _complain(str(error), FAILED)
    except KeyboardInterrupt:
        return _complain("已中断。", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:  # the outermost door: no traceback for a user
        if os.environ.get("JINGWEI_DEBUG", "").lower() in {"1", "yes", "true"}:
            raise
        return _complain(_sentence(error), FAILED)


KEYS = {"secret_key": "JINGWEI_SECRET_KEY", "field_key": "JINGWEI_FIELD_KEY"}
"""Files of keys and the variables that take their place: sessions; restricted fields."""


def _run(asked: Any) -> int:
    if asked.django:
        _prepare(creates=asked.creates)
    module, name = asked.handler.split(":")
    handler: Callable[[Any], Answer | None] = getattr(import_module(module), name)
    answer = handler(asked)
    if answer is None:
        return 0
    if asked.json:
        lines: Sequence[str] = [json.dumps(answer.data, ensure_ascii=False, indent=2)]
    else:
        lines = answer.lines
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
    return FAILED if answer.failed else 0


def _prepare(*, creates: bool) -> None:
    """Load the product; first make its folder and its key when the command may."""
    folder = Path(os.environ.get("JINGWEI_VAR", "").strip() or "var").resolve()
    kept = (folder / "secret_key").is_file() or os.environ.get("JINGWEI_SECRET_KEY", "").strip()
    if not kept and not creates:
        raise BadInput(
            "command.no_data", f"“{folder}”里还没有经纬的数据。",
            hint="请先运行 jingwei migrate，或到数据所在的文件夹运行。",
        )  # fmt: skip
    if creates:
        folder.mkdir(parents=True, exist_ok=True)
        for name, variable in KEYS.items():
            if not os.environ.get(variable, "").strip():
                key_create(folder, name)
    import django

    django.setup()


def key_create(folder: Path, name: str) -> None:
    """Put a new random key into ``folder``; one that is there, or made meanwhile, stays."""
    if (folder / name).is_file():
        return
    fresh = folder / f"{name}.{os.getpid()}"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(64))
        os.fsync(file)
    try:
        os.link(fresh, folder / name)
    except FileExistsError:
        return
    finally:
        fresh.unlink()


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code


def _sentence(error: Exception) -> str:
    """Return what a user can do about ``error``, which nobody foresaw in detail."""
    if isinstance(error, OSError):
        return f"读写“{error.filename or '文件'}”失败：{error.strerror or error}。"
    from django.core.exceptions import ImproperlyConfigured, ValidationError
    from django.db import Error as DatabaseError

    if isinstance(error, ImproperlyConfigured):
        return f"设置有误：{error}"
    if isinstance(error, ValidationError):
        return "".join(error.messages)
    if isinstance(error, DatabaseError):
        detail = str(error).strip().splitlines()[0] if str(error).strip() else "没有说明"
        return f"数据库用不了（{detail}）。请先运行 jingwei migrate，再用 jingwei check 查看原因。"
    return (
        f"没有完成，出现了意外错误（{type(error).__name__}：{error}）。"
        "设置 JINGWEI_DEBUG=yes 后重做一次可看到详情。"
    )


if __name__ == "__main__":
    sys.exit(main())
