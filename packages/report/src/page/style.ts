import { drawingStyle, FONTS, themeStyle } from "../theme.js";

/** All styles of the page. */
export function pageStyle(): string {
  return `${themeStyle()}
${drawingStyle()}
*{box-sizing:border-box}
html{font:16px/1.55 ${FONTS};color:var(--ink);background:var(--paper);-webkit-text-size-adjust:100%}
body{max-width:76rem;margin:0 auto;padding:3rem 1.5rem 5rem}
h1,h2,h3{line-height:1.2;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:2.1rem;letter-spacing:-.02em;margin:.2rem 0 .6rem}
h2{font-size:1.35rem;letter-spacing:-.01em;margin:3.2rem 0 .8rem;padding-top:1.1rem;border-top:1px solid var(--rule)}
h3{font-size:1.05rem;margin:1.8rem 0 .5rem}
p{margin:.5rem 0;max-width:50rem;overflow-wrap:anywhere}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,.scroll:focus-visible{outline:2px solid var(--link);outline-offset:3px}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.86em}
pre{background:var(--wash);border:1px solid var(--faint);border-radius:6px;padding:.8rem 1rem;white-space:pre-wrap;overflow-wrap:anywhere}
.eyebrow{color:var(--quiet);font-size:.85rem;margin:0}
.lead{font-size:1.12rem;color:var(--quiet)}
.notice{border-left:3px solid var(--series-1);padding:.3rem .9rem;background:var(--wash);max-width:none}
.facts,.tiles{display:grid;gap:1rem 1.6rem;margin:1.5rem 0}
.facts{grid-template-columns:repeat(auto-fill,minmax(12rem,1fr));border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);padding:1rem 0}
dt{color:var(--quiet);font-size:.8rem}
dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
nav{display:flex;flex-wrap:wrap;gap:.3rem 1.3rem;font-size:.92rem}
.summary{margin:1.4rem 0 2rem}
.summary h3{margin:0 0 .3rem}
.tiles{grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));margin:.9rem 0 0}
.tiles>div{border-left:2px solid var(--rule);padding-left:.8rem}
.tiles dd{font-size:1.45rem;line-height:1.25;letter-spacing:-.01em}
.tiles small{display:block;font-size:.78rem;letter-spacing:0;color:var(--quiet)}
.scroll{overflow-x:auto;margin:.3rem 0 .4rem}
table{border-collapse:collapse;width:100%;font-size:.82rem;font-variant-numeric:tabular-nums;line-height:1.3}
.caption{margin:1.2rem 0 .3rem;color:var(--quiet);font-size:.9rem}
.caption b{color:var(--ink)}
th,td{padding:.34rem .42rem;vertical-align:top}
thead th{color:var(--quiet);font-weight:600;text-align:left;vertical-align:bottom;border-bottom:1px solid var(--rule)}
thead tr:first-child th[colspan]{color:var(--ink);border-bottom-color:var(--faint);text-align:left}
tbody th,thead tr:first-child th:first-child{position:sticky;left:0;background:var(--paper)}
tbody th{font-weight:400;text-align:left;min-width:8.5rem;max-width:13rem;overflow-wrap:anywhere}
td,.number{text-align:right;white-space:nowrap}
thead .number{white-space:normal}
.text{text-align:left;white-space:normal;overflow-wrap:anywhere}
tbody tr{border-bottom:1px solid var(--faint)}
tbody tr:last-child{border-bottom-color:var(--rule)}
.first{border-left:1px solid var(--faint)}
.baseline,.baseline th{background:var(--wash)}
td small,th small{display:block;color:var(--quiet);font-weight:400;font-size:.86em}
.published,.published small{color:var(--quiet)}
.chosen{background:var(--wash);border-top:1px solid var(--ink);border-bottom:1px solid var(--ink)}
.mark{float:left}
.small{font-size:.82rem;color:var(--quiet);max-width:none}
figure{margin:1.6rem 0 2.6rem}
figure .scroll{border:1px solid var(--faint);border-radius:6px;padding:.8rem}
/* On narrow screens drawings shrink as far as their letters can be read. */
figure .drawing{display:block;margin:0 auto;width:max(calc(var(--width) * .7),min(100%,var(--width)));height:auto}
figcaption{font-size:.9rem;max-width:52rem;overflow-wrap:anywhere}
.source{color:var(--quiet)}
.figures{display:flex;flex-wrap:wrap;gap:0 2rem;align-items:start}
.figures figure{flex:1 1 calc(var(--width) + 2rem);min-width:0;max-width:100%}
details{margin:1rem 0}
summary{cursor:pointer;color:var(--link)}
.files{padding-left:1.2rem;columns:22rem}
.files li{break-inside:avoid;margin:.2rem 0}
@media screen and (min-width:84rem){
body{max-width:128rem;padding:3rem 3rem 5rem;display:grid;grid-template-columns:12rem minmax(0,1fr);column-gap:3rem}
body>header{grid-column:1/-1}
body>nav{position:sticky;top:1.5rem;align-self:start;flex-direction:column;border-right:1px solid var(--faint);padding:1.4rem 1rem 1.4rem 0;margin-top:2rem}
body>main>section:first-child>h2{border-top:0;margin-top:1.2rem}
}
@media (forced-colors:active){
.chosen,.notice{outline:1px solid CanvasText}
.baseline,.baseline th,.notice{background:Canvas}
}
@media (max-width:34rem){
body{padding:1.6rem 1rem 3rem}
h1{font-size:1.6rem}
.tiles{grid-template-columns:1fr 1fr}
.facts{grid-template-columns:1fr 1fr}
tbody th{min-width:7.8rem;max-width:8.5rem}
}
@media print{
@page{margin:14mm}
html{font-size:11px}
body{max-width:none;padding:0}
nav{display:none}
a{color:inherit;text-decoration:none}
.scroll{overflow:visible}
table{font-size:.74rem}
th,td{padding:.22rem .28rem}
tbody th{min-width:0;max-width:9rem}
figure .drawing{width:auto;max-width:100%}
tbody th{position:static}
figure,tr,.summary{break-inside:avoid}
h2,h3,.caption{break-after:avoid}
figure .scroll{border:0;padding:0}
}`;
}
