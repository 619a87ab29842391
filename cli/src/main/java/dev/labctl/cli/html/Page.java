package dev.labctl.cli.html;

/**
 * A report as one HTML file that needs no other and no script: for light and dark screens, narrow and wide ones, and for
 * paper.
 */
public final class Page {
    private static final String SHEET = """
            :root {
              color-scheme: light dark;
              --ground: #ffffff; --panel: #f6f7f9; --text: #1b1f24; --quiet: #57606a; --rule: #d3d9e0;
              --good: #116329; --good-ground: #dcf5e3; --bad: #a40e26; --bad-ground: #ffe3e3;
            }
            @media (prefers-color-scheme: dark) {
              :root {
                --ground: #12161c; --panel: #1a2029; --text: #e8ecf1; --quiet: #a4afbb; --rule: #343d49;
                --good: #6fdc8c; --good-ground: #12331d; --bad: #ff9aa5; --bad-ground: #45151c;
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
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; font-size: .95rem; font-variant-numeric: tabular-nums; }
            caption { text-align: left; color: var(--quiet); padding-bottom: 6px; }
            th, td { padding: 6px 10px; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; }
            th:first-child, td:first-child { text-align: left; }
            thead th { color: var(--quiet); font-weight: 600; vertical-align: bottom; }
            tbody th { font-weight: 500; }
            td.bad { color: var(--bad); font-weight: 700; }
            details { margin-top: 12px; }
            summary { cursor: pointer; color: var(--quiet); }
            @media (max-width: 900px) { table { font-size: .82rem; } th, td { padding: 5px 6px; } }
            @media print { .cards div { break-inside: avoid; } }
            """;

    private Page() {}

    /**
     * A whole page.
     *
     * @param title as browsers show it on the tab; plain text
     * @param style what this page adds to the style of all
     * @param body markup: what stands in the page's main part
     */
    public static String of(String title, String style, Markup body) {
        Markup page = new Markup();
        page.add("<!DOCTYPE html>%n<html lang=\"en\">%n<head>%n<meta charset=\"utf-8\"/>%n");
        page.add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>%n");
        page.add("<title>%s</title>%n<style>%n%s%s</style>%n</head>%n", Markup.safe(title), SHEET, style);
        return page.add("<body>%n<main>%n%s</main>%n</body>%n</html>%n", body).toString();
    }

    /** A figure among others that stand side by side in a {@code <dl class="cards">}. */
    public static void card(Markup page, String name, String value) {
        page.add("<div><dt>%s</dt><dd>%s</dd></div>%n", Markup.safe(name), Markup.safe(value));
    }
}
