/// The look of reports, on top of that of all pages.
enum ReportPageStyle {
    static let sheet: StaticString = """
        .kicker { color: var(--soft); font: 0.8125rem/1.5 var(--mono); margin-bottom: 0.6rem; }
        .summary { margin-top: 0.8rem; max-width: 60rem; color: var(--soft); }
        .banner { margin-top: 1rem; padding: 0.6rem 0.9rem; border: 1px solid var(--failed);
          border-left-width: 6px; border-radius: 4px; color: var(--failed); max-width: 60rem; font-weight: 600; }
        .banner::before { content: "! "; }
        .g { color: var(--good); } .w { color: var(--warning); } .f { color: var(--failed); }
        .u { color: var(--absent); } .p { color: var(--soft); }
        .g::before { content: "✓ "; } .w::before { content: "! "; } .f::before { content: "⨯ "; }
        .u::before { content: "? "; }
        h1.g, h1.w, h1.f, h1.u, h1.p { color: var(--ink); }
        h1.g::before { color: var(--good); } h1.w::before { color: var(--warning); }
        h1.f::before { color: var(--failed); } h1.u::before { color: var(--absent); }
        .jump { display: flex; flex-wrap: wrap; gap: 0.3rem 1.4rem; margin-top: 1.4rem; font-size: 0.875rem; }
        .note { color: var(--soft); margin: -0.4rem 0 1rem; max-width: 60rem; }
        small { font-size: 0.9em; color: var(--soft); }
        .sentences { max-width: 60rem; }
        .counts li { display: grid; grid-template-columns: 14rem minmax(0, 1fr); gap: 1.2rem;
          align-items: center; padding: 0.15rem 0; }
        .sentences li { padding: 0.2rem 0; }
        .bar { display: block; width: 100%; height: 0.6rem; background: var(--code); border-radius: 2px; }
        rect.g { fill: var(--good); } rect.w { fill: var(--warning); } rect.f { fill: var(--failed); }
        rect.u { fill: var(--absent); } rect.p { fill: var(--soft); }
        .bars td, .bars th { vertical-align: baseline; overflow-wrap: normal; }
        .bars td:last-child:not(.number) { min-width: 9rem; }
        .bars td.number { white-space: nowrap; } .bars .bar { height: 0.9rem; }
        td.share, th.share { min-width: 10rem; width: 34%; }
        .details { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.25rem 1.5rem; }
        .details dt { color: var(--soft); }
        .tools { display: flex; flex-wrap: wrap; gap: 0.5rem 0.6rem; align-items: center;
          margin-bottom: 1rem; font-size: 0.875rem; }
        .tools[hidden] { display: none; }
        .tools input, .tools button, .detail button { font: inherit; background: var(--raised);
          border: 1px solid var(--faint); border-radius: 4px; padding: 0.25rem 0.6rem; }
        .tools input { width: min(26rem, 70vw); color: inherit; }
        .tools button, .detail button { cursor: pointer; }
        .tools button:not([class]), .detail button { color: inherit; }
        .tools button[aria-pressed=true] { outline: 2px solid currentColor; outline-offset: -1px; }
        .tools output { color: var(--soft); margin-left: auto; font-variant-numeric: tabular-nums; }
        .more { justify-content: center; margin-top: 1rem; }
        #grid { font-size: 0.875rem; overflow-wrap: normal; }
        #grid th, #grid td { padding: 0.3rem 1rem 0.3rem 0.3rem; }
        #grid thead th { position: sticky; top: 0; background: var(--paper); z-index: 1; white-space: normal;
          vertical-align: bottom; min-width: 5rem; }
        #grid tbody th { color: var(--ink); white-space: normal;
          position: sticky; left: 0; background: var(--paper); }
        #grid.joined tbody th { min-width: 16rem; max-width: 26rem; }
        #grid td { max-width: 34rem; } #grid td.number { white-space: nowrap; }
        #grid th small, #grid td small { display: block; }
        #grid tbody + tbody > tr:first-child > * { border-top: 1px solid var(--rule); }
        #grid .family > * { background: var(--code); font-weight: 600; color: var(--ink); }
        #grid .family > td { font-weight: 400; color: var(--soft); white-space: nowrap; }
        #grid .family button { font: inherit; color: inherit; background: none; border: 0; padding: 0;
          cursor: pointer; text-align: left; }
        #grid .family button::before { content: "▸ "; }
        #grid .family button[aria-expanded=true]::before { content: "▾ "; }
        .js #grid td[tabindex] { cursor: pointer; }
        .js #grid td[tabindex]:hover { background: var(--code); }
        #grid td[aria-expanded=true] { background: var(--code); box-shadow: inset 0 -2px currentColor; }
        #grid .detail td { max-width: none; cursor: auto; padding: 0; }
        .detail section { margin: 0.4rem 0 1rem; padding: 0.8rem 1rem; background: var(--raised);
          border: 1px solid var(--rule); border-left: 4px solid currentColor; border-radius: 4px;
          max-width: min(60rem, calc(100vw - 4rem)); position: sticky; left: 0.5rem; }
        .detail h3, .detail dl, .detail section > p { color: var(--ink); }
        .detail .details { margin: 0.5rem 0 0.7rem; overflow-wrap: anywhere; }
        .detail .tail { display: flex; gap: 1.2rem; align-items: baseline; }
        @media (max-width: 40rem) {
          .details { grid-template-columns: minmax(0, 1fr); gap: 0; } .details dd { margin-bottom: 0.5rem; }
          .counts li { grid-template-columns: 5rem minmax(0, 1fr); }
          td.share, th.share { min-width: 6rem; }
          #grid.joined tbody th { min-width: 9rem; max-width: 12rem; }
          .tools output { margin-left: 0; width: 100%; }
        }
        @media print {
          .g, .w, .f, .u, .p { color: #000; }
          rect { stroke: #000; stroke-width: 1; vector-effect: non-scaling-stroke; }
          rect.g { fill: #555; } rect.w { fill: #aaa; } rect.f { fill: #fff; } rect.u { fill: #ddd; }
          .wide { overflow: visible; } #grid { font-size: 7.5pt; }
          #grid thead th, #grid tbody th, #grid.joined tbody th { position: static; min-width: 0; }
          .counts li { grid-template-columns: 7rem minmax(0, 1fr); } td.share, th.share { min-width: 6rem; width: 20%; }
          #grid th, #grid td { padding: 1pt 4pt 1pt 0; } tr { break-inside: avoid; }
        }
        """
}
