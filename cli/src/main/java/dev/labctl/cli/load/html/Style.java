package dev.labctl.cli.load.html;

/** The style sheet: for light and dark screens, narrow and wide ones, and for paper. */
final class Style {
    /** How many colours there are for routes; beyond that lines are dashed. */
    static final int COLOURS = 8;

    static final String SHEET = """
            :root {
              color-scheme: light dark;
              --ground: #ffffff; --panel: #f6f7f9; --text: #1b1f24; --quiet: #57606a; --rule: #d3d9e0;
              --good: #116329; --good-ground: #dcf5e3; --bad: #a40e26; --bad-ground: #ffe3e3; --bar: #7aa7d9;
              --c0: #0b62c4; --c1: #b3460c; --c2: #11803d; --c3: #8f3bb8; --c4: #b01a5b; --c5: #0b7a84; --c6: #85650a; --c7: #4b54d6;
            }
            @media (prefers-color-scheme: dark) {
              :root {
                --ground: #12161c; --panel: #1a2029; --text: #e8ecf1; --quiet: #a4afbb; --rule: #343d49;
                --good: #6fdc8c; --good-ground: #12331d; --bad: #ff9aa5; --bad-ground: #45151c; --bar: #3f6fa3;
                --c0: #6db3ff; --c1: #ff9c63; --c2: #5fd68b; --c3: #d49bff; --c4: #ff8fc0; --c5: #55d0da; --c6: #e0c04e; --c7: #a9b0ff;
              }
            }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
            main { max-width: 1360px; margin: 0 auto; padding: 24px 20px 48px; }
            h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 4px; }
            h2 { font-size: 1.15rem; margin: 0 0 8px; }
            p { margin: 0 0 8px; }
            .quiet { color: var(--quiet); }
            section { margin-top: 28px; }
            .verdict { border-radius: 8px; padding: 12px 16px; margin: 16px 0; font-weight: 600; }
            .verdict ul { margin: 4px 0 0; padding-left: 20px; font-weight: 400; }
            .passed { background: var(--good-ground); color: var(--good); }
            .failed { background: var(--bad-ground); color: var(--bad); }
            .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(145px, 1fr)); gap: 12px; margin: 0; }
            .cards div { background: var(--panel); border: 1px solid var(--rule); border-radius: 8px; padding: 10px 14px; }
            .cards dt { color: var(--quiet); font-size: .85rem; }
            .cards dd { margin: 0; font-size: 1.25rem; font-weight: 600; white-space: nowrap; font-variant-numeric: tabular-nums; }
            .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 600px), 1fr)); gap: 24px; }
            .plots > * { margin: 0; min-width: 0; }
            figure { background: var(--panel); border: 1px solid var(--rule); border-radius: 8px; padding: 14px; }
            figcaption { font-weight: 600; }
            figcaption span { font-weight: 400; color: var(--quiet); }
            svg { display: block; width: 100%; height: auto; }
            svg text { font: 13px system-ui, sans-serif; fill: var(--text); }
            svg text.tick { fill: var(--quiet); font-size: 12px; }
            .grid { stroke: var(--rule); stroke-width: 1; fill: none; }
            .line { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; }
            .line.all { color: var(--text); stroke-width: 3; stroke-dasharray: 2 4; stroke-linecap: round; }
            .line.d1 { stroke-dasharray: 7 4; }
            svg text.name { fill: currentColor; font-weight: 600; }
            .band { fill: var(--rule); opacity: .45; }
            .calls { fill: var(--bar); }
            .errors { fill: var(--bad); }
            .hint { fill: transparent; }
            .hint:hover { fill: var(--text); opacity: .12; }
            .c0, .p50 { color: var(--c0); } .c1, .p95 { color: var(--c1); } .c2 { color: var(--c2); } .c3 { color: var(--c3); }
            .c4, .p99 { color: var(--c4); } .c5 { color: var(--c5); } .c6 { color: var(--c6); } .c7 { color: var(--c7); }
            .key { width: 30px; height: 10px; display: inline-block; vertical-align: middle; margin-right: 8px; overflow: visible; }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; font-size: .95rem; font-variant-numeric: tabular-nums; }
            caption { text-align: left; color: var(--quiet); padding-bottom: 6px; }
            th, td { padding: 6px 10px; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; }
            th:first-child, td:first-child { text-align: left; }
            thead th { color: var(--quiet); font-weight: 600; vertical-align: bottom; }
            tbody th { font-weight: 500; }
            tr.sum th, tr.sum td { font-weight: 700; }
            .pairs td, .pairs th { text-align: left; white-space: normal; }
            td.bad { color: var(--bad); font-weight: 700; }
            details { margin-top: 12px; }
            summary { cursor: pointer; color: var(--quiet); }
            .found { overflow-wrap: anywhere; }
            @media (max-width: 900px) { table { font-size: .82rem; } th, td { padding: 5px 6px; } .key { width: 20px; margin-right: 5px; } }
            @media print { figure, .cards div { break-inside: avoid; } }
            """;

    private Style() {}
}
