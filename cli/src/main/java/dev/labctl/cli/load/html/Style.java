package dev.labctl.cli.load.html;

/** What the pages of loads add to the style of all pages. */
final class Style {
    /** How many colours there are for routes; beyond that lines are dashed. */
    static final int COLOURS = 8;

    static final String SHEET = """
            :root {
              --bar: #7aa7d9;
              --c0: #0b62c4; --c1: #b3460c; --c2: #11803d; --c3: #8f3bb8; --c4: #b01a5b; --c5: #0b7a84; --c6: #85650a; --c7: #4b54d6;
            }
            @media (prefers-color-scheme: dark) {
              :root {
                --bar: #3f6fa3;
                --c0: #6db3ff; --c1: #ff9c63; --c2: #5fd68b; --c3: #d49bff; --c4: #ff8fc0; --c5: #55d0da; --c6: #e0c04e; --c7: #a9b0ff;
              }
            }
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
            tr.sum th, tr.sum td { font-weight: 700; }
            .pairs td, .pairs th { text-align: left; white-space: normal; }
            .found { overflow-wrap: anywhere; }
            @media (max-width: 900px) { .key { width: 20px; margin-right: 5px; } }
            @media print { figure { break-inside: avoid; } }
            """;

    private Style() {}
}
