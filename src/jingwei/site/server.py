"""Serving: granian for the pages, a worker for the jobs, one process above that stops both."""

from __future__ import annotations

import ctypes
import http.client
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import Process
from multiprocessing.connection import wait
from threading import Event
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from jingwei.kernel.errors import JingweiError
from jingwei.kernel.jobs import run_due, schedule_declare
from jingwei.kernel.locks import RUNNING, locked
from jingwei.site.upkeep import demo_lines, pending_migrations

RESTORING = "正在恢复备份，现在不能启动。请等恢复完成再试。"
READY_WITHIN = 30.0
logger = logging.getLogger(__name__)


def serve(asked: Any) -> None:
    """Serve pages until a signal comes; the worker runs beside unless ``no_worker`` is asked.

    Raises JingweiError when the database is not migrated, the port is taken or a child dies.
    """
    _refuse_pending()
    _refuse_taken(asked.host, asked.port)
    _close_connections()
    os.register_at_fork(after_in_child=_die_with_parent)
    with locked(RUNNING, shared=True, refusal=RESTORING):
        works = [] if asked.no_worker else [work_until_told]
        _supervise([partial(_pages, asked.host, asked.port), *works], asked.host, asked.port)


def worker(asked: Any) -> None:
    """Run due jobs and queued tasks until a signal comes."""
    _refuse_pending()
    with locked(RUNNING, shared=True, refusal=RESTORING):
        work_until_told()


def work_until_told() -> None:
    """Look for work every second; after SIGTERM or SIGINT finish the task in hand and return."""
    told = Event()
    tasks = Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id=get_random_string(32), excluded_queue_names=[],
    )  # fmt: skip

    def stop(*_: object) -> None:
        told.set()
        tasks.running = False

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    schedule_declare(timezone.now())
    while not told.is_set():
        try:
            run_due(timezone.now())
            tasks.run()
        except DatabaseError:
            logger.exception("The database did not answer; the worker tries again")
        close_old_connections()
        told.wait(1)


def _pages(host: str, port: int) -> None:
    Server(
        "jingwei.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.WORKERS,
        blocking_threads=settings.THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    ).serve()


def _supervise(works: list[Callable[[], None]], host: str, port: int) -> None:
    """Run each of ``works`` in its own process until a signal comes; the first serves pages."""
    told = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    children = [_started(work) for work in works]
    if _ready(host, port, told):
        _greet(f"http://{_reachable(host)}:{port}/")
    while not told.is_set() and children[0].is_alive():
        wait([child.sentinel for child in children], timeout=0.5)
        for n, child in enumerate(children[1:], start=1):
            if not child.is_alive() and not told.is_set():
                logger.error("The worker ended with code %s and is started again", child.exitcode)
                told.wait(1)
                children[n] = _started(works[n])
    for child in children:
        child.terminate()
        child.join()
    if not told.is_set():
        raise JingweiError("site.pages", "网页服务意外停止。", hint="原因见上面的日志。")


def _greet(address: str) -> None:
    lines = [f"已启动：{address}（按 Ctrl-C 停止）", *(demo_lines() if settings.DEMO else [])]
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def _started(work: Callable[[], None]) -> Process:
    child = Process(target=work)
    child.start()
    return child


def _ready(host: str, port: int, told: Event) -> bool:
    """Wait until a page answers, at most READY_WITHIN seconds."""
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end and not told.is_set():
        try:
            asking = http.client.HTTPConnection(_reachable(host), port, timeout=READY_WITHIN)
            asking.request("HEAD", "/account/login/")
            asking.getresponse()
        except OSError:
            told.wait(0.05)
        else:
            return True
    return False


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # not a bind


def _refuse_pending() -> None:
    if count := pending_migrations():
        raise JingweiError(
            "site.pending", f"数据库还有 {count} 步升级没有做。", hint="请先运行 jingwei migrate。"
        )


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise JingweiError(
                "site.port", f"地址 {host}:{port} 用不了，多半是端口已被占用。",
                hint="请用 --port 换一个端口，或先停止占用它的程序。",
            ) from error  # fmt: skip


def _close_connections() -> None:
    """Leave nothing open that children would share."""
    connections.close_all()
    if settings.DATABASES["default"].get("OPTIONS", {}).get("pool"):
        connection.close_pool()  # type: ignore[attr-defined]  # only PostgreSQL has one


def _die_with_parent() -> None:
    """Ask Linux to end this process with its parent, so that a killed server frees its port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
