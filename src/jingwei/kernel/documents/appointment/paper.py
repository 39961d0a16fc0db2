"""The printed appointment form: Word, PDF, and the pages a template shows on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from jingwei.kernel.documents.appointment.fitting import ResumeFit, fit_resume
from jingwei.kernel.documents.appointment.form import AppointmentForm, clean_form
from jingwei.kernel.documents.appointment.layout import TITLE, Sheet, appointment_sheets
from jingwei.kernel.documents.appointment.word import sheets_docx
from jingwei.kernel.errors import BadInput

TEMPLATE = "kernel/_appointment_form.html"
STYLES = "jingwei/appointment.css"


def appointment_docx(forms: Sequence[AppointmentForm], *, on: str = "") -> bytes:
    """Return one Word document, two pages a person; equal forms give equal bytes.

    Ages at ``on`` in any spelling of a date, "" for the date each form states. All three raise
    BadInput ``kernel.photo`` for a photo that is no picture.
    """
    return sheets_docx(_sheets(forms, on))


def appointment_html(forms: Sequence[AppointmentForm], *, on: str = "") -> str:
    """Return the pages as HTML tables for ``STYLES``; safe text without styles of its own."""
    return render_to_string(TEMPLATE, {"sheets": _sheets(forms, on)})


def appointment_pdf(forms: Sequence[AppointmentForm], *, on: str = "") -> bytes:
    """Return one PDF, two pages a person.

    Raises BadInput ``appointment.no_pdf`` where the program for PDF is not installed.
    """
    try:
        import weasyprint  # ships none; slow to import, and it needs libraries of the system
    except (ImportError, OSError) as error:
        raise BadInput(
            "appointment.no_pdf",
            "这台服务器没有安装生成 PDF 的程序。",
            hint="请下载 Word 版，或请系统管理员安装 pango。",
        ) from error
    styles = Path(str(finders.find(STYLES))).read_text(encoding="utf-8")
    page = (
        f'<html lang="zh-CN"><title>{escape(TITLE)}</title><style>{styles}</style>'
        f"<body>{appointment_html(forms, on=on)}</body></html>"
    )
    only_photos = weasyprint.urls.URLFetcher(allowed_protocols=("data",))
    document = weasyprint.HTML(string=page, url_fetcher=only_photos)
    return bytes(document.write_pdf(presentational_hints=True))


def resume_fit(form: AppointmentForm) -> ResumeFit:
    """Return the printed lines of the résumé and its type size, with the sentence to show."""
    return fit_resume(form.resume)


def _sheets(forms: Sequence[AppointmentForm], on: str) -> list[Sheet]:
    return [sheet for form in forms for sheet in appointment_sheets(clean_form(form), on)]
