/// The look that all pages of reports share: colours, type, tables, signs, chips and folds.
package enum ReportStyle {
    package static let sheet: StaticString = """
        :root {
          --paper: #fbfaf7; --raised: #ffffff; --ink: #202327; --soft: #5d636b; --faint: #7a8088;
          --rule: #e4e1d9; --link: #0a5f73; --read: #fff0b3; --read-edge: #d9a400; --read-ink: #5c4700;
          --chip: #ece9f8; --chip-ink: #4a3f8c; --good: #2b7548; --warning: #96590a; --failed: #b3261e;
          --absent: #666c74; --code: #f4f2ec; --added: #e3f3e6; --taken: #fbe6e3;
          --serif: Charter, "Bitstream Charter", "Iowan Old Style", "Source Serif 4", Cambria, Georgia, serif;
          --sans: system-ui, -apple-system, "Segoe UI", "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
          --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
        }
        @media (prefers-color-scheme: dark) { :root {
          --paper: #15171a; --raised: #1c1f23; --ink: #e6e3dc; --soft: #a7abb1; --faint: #7d838b;
          --rule: #2e3238; --link: #7cc4d6; --read: #4a3d10; --read-edge: #d9a400; --read-ink: #f3dc92;
          --chip: #332e52; --chip-ink: #c9c0f4; --good: #7cc795; --warning: #e3aa5c; --failed: #f2938a;
          --absent: #8d939b; --code: #1f2226; --added: #1d3324; --taken: #3d2321;
        } }
        * { box-sizing: border-box; }
        html { background: var(--paper); color: var(--ink); scroll-padding-top: 1rem;
          -webkit-text-size-adjust: 100%; }
        body { margin: 0 auto; max-width: 88rem; padding: 2rem clamp(1rem, 4vw, 3rem) 4rem;
          font: 0.9375rem/1.55 var(--sans); overflow-wrap: anywhere; }
        h1, h2, h3, p, ol, ul, dl, dd, table { margin: 0; padding: 0; }
        h1 { font: 400 clamp(1.35rem, 1rem + 1.6vw, 2.05rem)/1.3 var(--serif); max-width: 46em;
          text-wrap: pretty; }
        h2 { font: 600 0.8125rem/1.4 var(--sans); letter-spacing: 0.06em; text-transform: uppercase;
          color: var(--soft); }
        h3 { font: 600 0.9375rem/1.4 var(--sans); }
        ol, ul { list-style: none; }
        a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 0.18em; }
        :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
        code, .code { font: 0.875em/1.5 var(--mono); font-variant-ligatures: none; }
        .soft { color: var(--soft); }
        .skip { position: absolute; left: -100vw; }
        .skip:focus { left: 1rem; top: 0.5rem; background: var(--raised); padding: 0.4rem 0.8rem; z-index: 2; }
        section, .part { margin-top: 2.75rem; }
        section > h2 { padding-bottom: 0.5rem; margin-bottom: 1rem; border-bottom: 1px solid var(--rule); }
        .sprite { position: absolute; width: 0; height: 0; }
        .sign { width: 1em; height: 1em; flex: none; vertical-align: -0.14em; fill: none;
          stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
        .good { color: var(--good); } .warning { color: var(--warning); } .failed { color: var(--failed); }
        .absent { color: var(--absent); } .plain { color: var(--soft); }
        .chip { display: inline-block; padding: 0 0.35em; border-radius: 0.7em; background: var(--chip);
          color: var(--chip-ink); font: 0.92em/1.45 var(--mono); white-space: nowrap; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: 0.35rem 1.25rem 0.35rem 0; }
        th { overflow-wrap: break-word; }
        thead th { white-space: nowrap; }
        tbody th { font-weight: 400; color: var(--soft); white-space: nowrap; }
        tr + tr > * { border-top: 1px solid var(--rule); }
        thead th { font: 600 0.75rem/1.4 var(--sans); color: var(--soft); border-bottom: 1px solid var(--rule); }
        .number { text-align: right; font-variant-numeric: tabular-nums; }
        caption { text-align: left; color: var(--soft); padding-bottom: 0.4rem; }
        .wide { overflow-x: auto; }
        summary { cursor: pointer; }
        .lines { background: var(--code); border-radius: 4px; padding: 0.5rem 0; font: 0.8125rem/1.6 var(--mono);
          font-variant-ligatures: none; tab-size: 8; }
        .l { display: block; position: relative; padding: 0 0.9rem 0 3.9rem; white-space: pre-wrap;
          overflow-wrap: anywhere; min-height: 1.6em; }
        .l::before { content: attr(data-n); position: absolute; left: 0; width: 3.1rem; text-align: right;
          color: var(--faint); font-variant-numeric: tabular-nums; }
        .l.read { background: color-mix(in srgb, var(--read) 45%, transparent);
          box-shadow: inset 3px 0 var(--read-edge); }
        .l.added { background: var(--added); } .l.taken { background: var(--taken); }
        mark { background: var(--read); color: inherit; border-radius: 2px; padding: 0.1em 0; }
        .l:target, .l.read:target { outline: 2px solid var(--read-edge); }
        .for { display: inline-block; margin-left: 1.2em; color: var(--read-ink); white-space: normal;
          font: italic 0.8125rem/1.4 var(--serif); }
        .fold > summary { padding: 0 0.9rem 0 3.9rem; color: var(--soft); font: 0.8125rem/1.9 var(--sans); }
        .lines + .label { margin-top: 0.7rem; }
        .label { padding: 0.3rem 0; color: var(--soft); font-size: 0.8125rem; }
        @media (max-width: 40rem) {
          body { padding-top: 1.25rem; }
          .l { padding: 0 0.6rem 0 2.6rem; } .l::before { width: 2rem; }
          .fold > summary { padding-left: 2.6rem; }
          .for { display: block; margin-left: 0; }
          tbody th { white-space: normal; }
        }
        @media (prefers-reduced-motion: no-preference) { html.js { scroll-behavior: smooth; } }
        @media print {
          :root { --paper: #fff; --raised: #fff; --ink: #000; --soft: #444; --faint: #777; --rule: #bbb;
            --link: #000; --read: #eee; --read-edge: #000; --read-ink: #000; --chip: #eee; --chip-ink: #000;
            --good: #000; --warning: #000; --failed: #000; --absent: #444; --code: #fff; }
          body { max-width: none; padding: 0; font-size: 9.5pt; }
          a { text-decoration: none; }
          .lines { border: 1px solid var(--rule); }
          .chip { border: 1px solid #999; background: none; }
          mark { text-decoration: underline; }
          .skip, .tools, .jump { display: none !important; }
          details.fold::details-content { content-visibility: visible; display: block; }
          h2, h3 { break-after: avoid; }
        }
        """
}
