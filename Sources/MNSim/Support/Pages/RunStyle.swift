/// The look of the page about a run, on top of that of all reports.
enum RunStyle {
    static let sheet: StaticString = """
        .kicker { color: var(--soft); font-size: 0.8125rem; margin-bottom: 0.9rem; }
        .verdict { color: var(--ink); display: flex; gap: 0.45em; align-items: baseline; }
        .verdict > .sign { width: 0.75em; height: 0.75em; }
        .verdict.failed > .sign { color: var(--failed); } .verdict.good > .sign { color: var(--good); }
        .verdict.warning > .sign { color: var(--warning); }
        .command { margin-top: 1rem; }
        .command code { background: var(--code); padding: 0.3em 0.7em; border-radius: 4px; }
        .chain { margin: 1.6rem 0 0; max-width: 60rem; }
        .chain li { position: relative; display: grid; grid-template-columns: 6.2rem minmax(0, 1fr);
          gap: 1rem; padding: 0.2rem 0 0.2rem 1.4rem; color: var(--ink); }
        .chain li::before { content: ""; position: absolute; left: 0.25rem; top: 0.72rem; width: 0.5rem;
          height: 0.5rem; border-radius: 50%; background: var(--paper); border: 1.5px solid var(--faint); }
        .chain li::after { content: ""; position: absolute; left: 0.53rem; top: 1.35rem; bottom: -0.6rem;
          border-left: 1.5px solid var(--rule); }
        .chain li:last-child::after { display: none; }
        .chain li.failed::before { border-color: var(--failed); background: var(--failed); }
        .chain li.good::before { border-color: var(--good); background: var(--good); }
        .chain li.warning::before { border-color: var(--warning); background: var(--warning); }
        .chain .what { color: var(--soft); font-size: 0.875rem; }
        .chain .to { white-space: nowrap; font-size: 0.875rem; margin-left: 0.4em; }
        .hint { margin-top: 1.1rem; max-width: 60rem; padding-left: 1.4rem; }
        .hint p { font-size: 0.875rem; }
        .jump { display: flex; flex-wrap: wrap; gap: 0.3rem 1.4rem; margin-top: 2rem; font-size: 0.875rem; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
          gap: 1.5rem 3rem; }
        .places span { display: inline-block; margin-right: 0.9em; }
        .cards h3 { margin-bottom: 0.4rem; } .cards li { padding: 0.15rem 0; }
        .cards td, .cards th { padding: 0.25rem 1rem 0.25rem 0; }
        .lanes { display: grid; grid-template-columns: 6.2rem minmax(0, 1fr); gap: 3px 1rem; align-items: center; }
        .seam { color: var(--soft); font-size: 0.8125rem; }
        .lane { display: block; width: 100%; height: 1.15rem; background: var(--code); border-radius: 2px; }
        .lane rect { fill: var(--link); opacity: 0.75; } .lane a:hover rect { opacity: 1; }
        .lane rect.good { fill: var(--link); } .lane rect.failed { fill: var(--failed); }
        .lane rect.warning { fill: var(--warning); } .lane rect.absent { fill: var(--faint); }
        .lane rect.plain { fill: var(--soft); }
        .axis { display: flex; justify-content: space-between; color: var(--faint); font-size: 0.75rem;
          font-variant-numeric: tabular-nums; }
        .note { font-size: 0.8125rem; margin: 0.6rem 0 1rem; }
        .tools { display: flex; flex-wrap: wrap; gap: 0.5rem 1.2rem; align-items: center;
          margin-bottom: 1rem; font-size: 0.875rem; }
        .tools[hidden] { display: none; }
        .tools input[type=search], .tools select, .tools button { font: inherit; color: inherit;
          background: var(--raised); border: 1px solid var(--rule); border-radius: 4px; padding: 0.25rem 0.5rem; }
        .tools input[type=search] { width: min(18rem, 60vw); }
        .tools output { color: var(--soft); } .keys { margin-left: auto; font-size: 0.8125rem; }
        .sides { display: grid; grid-template-columns: minmax(18rem, 30%) minmax(0, 1fr); gap: 2.5rem; }
        .list { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto;
          border-right: 1px solid var(--rule); padding: 2px 0.6rem 2px 2px; }
        .list a { display: grid; grid-template-columns: 2.2rem 1rem minmax(0, 1fr) auto; gap: 0 0.5rem;
          padding: 0.3rem 0.4rem; color: inherit; text-decoration: none; border-radius: 4px;
          font-size: 0.8125rem; line-height: 1.45; }
        .list a:hover { background: var(--code); }
        .list a[aria-current] { background: color-mix(in srgb, var(--link) 14%, transparent); }
        .list .n, .event .n { color: var(--faint); text-align: right; font-variant-numeric: tabular-nums; }
        .list .sign { margin-top: 0.15rem; color: var(--soft); }
        .list .o .sign { margin: 0; color: inherit; }
        .list .q { grid-column: 3; overflow: hidden; display: -webkit-box; -webkit-line-clamp: 2;
          -webkit-box-orient: vertical; }
        .list .o { grid-column: 3; } .list .t { grid-column: 4; color: var(--faint);
          font-variant-numeric: tabular-nums; }
        .list .dot { justify-self: end; grid-column: 4; grid-row: 1; align-self: start; margin-top: 0.15rem; padding: 0 0.4em;
          border-radius: 0.7em; background: var(--read); color: var(--read-ink); font-size: 0.6875rem; }
        .event { padding-bottom: 1.9rem; scroll-margin-top: 0.75rem; }
        .event:not(:has(.lines)) { padding-bottom: 0.7rem; }
        html.js .event { content-visibility: auto; contain-intrinsic-size: auto 12rem; }
        .event h3 { font-weight: 400; line-height: 1.6; } .event h3 .code { font-size: 0.875rem; }
        .event h3 .sign { color: var(--soft); } .event .n { margin-right: 0.3em; }
        .event:target h3 .n, .event[data-now] h3 .n { color: var(--link); font-weight: 600; }
        .event .meta { font-size: 0.8125rem; color: var(--soft); margin: 0.15rem 0 0.5rem; }
        .entries { margin-top: 1.2rem; }
        [data-off] { display: none; }
        .two { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.25rem 2rem; }
        .counts { display: flex; flex-wrap: wrap; gap: 0.25rem 2rem; margin-bottom: 1rem; }
        .counts strong { font: 400 1.4rem/1 var(--serif); }
        .changed { margin-bottom: 1.5rem; } .changed li { padding: 0.1rem 0; }
        tr.differs { background: color-mix(in srgb, var(--read) 35%, transparent); }
        .facts td:nth-child(2) { min-width: 9rem; } .facts .code { font-size: 0.8125rem; }
        .facts .code a { text-decoration-color: var(--rule); }
        .ending { margin-top: 1rem; }
        .entry { border-top: 1px solid var(--rule); padding: 0.3rem 0; }
        .entry > summary { padding: 0.15rem 0; } .entry .lines { margin: 0.3rem 0 0.6rem; }
        @media (max-width: 60rem) {
          .sides { grid-template-columns: minmax(0, 1fr); gap: 1.25rem; }
          .list { position: static; max-height: 22rem; border: 1px solid var(--rule); border-radius: 4px;
            padding: 0.3rem; }
          .keys { display: none; }
        }
        @media (max-width: 40rem) {
          .chain li { grid-template-columns: minmax(0, 1fr); gap: 0; }
          .chain .what:empty { display: none; }
          .lanes { grid-template-columns: minmax(0, 1fr); gap: 0; } .seam { margin-top: 0.5rem; }
          .lanes > :empty { display: none; }
          .two { grid-template-columns: minmax(0, 1fr); }
          .facts td[data-name]::before { content: attr(data-name) ": "; color: var(--soft); }
          .facts thead { display: none; }
          .facts tr, .facts th, .facts td { display: block; padding: 0.1rem 0; border: 0; }
          .facts tr { padding: 0.5rem 0; } .facts tr + tr { border-top: 1px solid var(--rule); }
          .facts tr + tr > * { border: 0; }
        }
        @media print {
          .list { display: none; } .sides { display: block; }
          .event { padding-bottom: 1rem; content-visibility: visible !important; }
          .lane { border: 1px solid var(--rule); } .lane rect { fill: #000; }
          .entry::details-content { content-visibility: visible; display: block; }
        }
        """
}
