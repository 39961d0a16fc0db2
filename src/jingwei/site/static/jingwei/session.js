// Three minutes before the sign-in lapses, says so and offers a way to stay without leaving the page.
import { toast } from "./toast.js";

const AHEAD = 3 * 60 * 1000;
const meta = document.querySelector("meta[name=session-ends]");

if (meta) {
  const left = Number(meta.content) * 1000 - Date.now() - AHEAD;
  if (left > -AHEAD && left < 2 ** 31) window.setTimeout(warn, Math.max(0, left));
}

function warn() {
  const line = toast("会话将在 3 分钟后结束，没有保存的内容会丢失。", 0);
  const link = document.createElement("a");
  link.href = meta.dataset.renew;
  link.target = "_blank";
  link.textContent = "在新窗口验证密码，继续使用";
  line.append(document.createElement("br"), link);
}
