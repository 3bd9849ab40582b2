/** The one look of all pages: plain, light and dark, readable in print. */
export const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; }
nav { padding: 0.6rem 1.2rem; border-bottom: 1px solid #8885; }
nav a { margin-right: 1rem; }
main { max-width: 58rem; margin: 0 auto; padding: 1rem 1.2rem 4rem; }
h1, h2, h3 { line-height: 1.25; margin: 2rem 0 0.6rem; }
h3 { font-family: ui-monospace, monospace; font-size: 1.05rem; }
pre { overflow-x: auto; padding: 0.7rem 0.9rem; border: 1px solid #8885; border-radius: 4px; }
code { font: 0.88em ui-monospace, monospace; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { padding: 0.3rem 0.7rem; border: 1px solid #8885; text-align: left; vertical-align: top; }
img { max-width: 100%; }
`;
