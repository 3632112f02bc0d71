/// Small drawings that stand beside a word and never instead of one.
package enum Sign: String, CaseIterable, Sendable {
    case system, file, folder, program, variable, request, change, decision, output, cut
    case good, absent, warning, failed, plain

    /// The strokes, on a square of 16.
    private var path: String {
        switch self {
        case .system: "M2 3h12v8H2zM6 14h4M8 11v3"
        case .file: "M4 2h5l3 3v9H4zM9 2v3h3"
        case .folder: "M2 4h4l1.5 2H14v7H2z"
        case .program: "M2 3h12v10H2zM4.5 6l2 2-2 2M8 10.5h3"
        case .variable:
            "M5 3C3.5 3 4.5 7 2.5 8 4.5 9 3.5 13 5 13M11 3c1.5 0 .5 4 2.5 5-2 1-1 5-2.5 5"
        case .request: "M2 6h11M10 3l3 3-3 3M14 11H3M6 8.5L3 11l3 2.5"
        case .change: "M3 13l1-3.5L11 2.5l2.5 2.5L6.5 12z"
        case .decision: "M8 2l6 6-6 6-6-6z"
        case .output: "M3 4h10M3 8h10M3 12h6"
        case .cut: "M2 8h3M7 8h2M11 8h3"
        case .good: "M3 8.5l3.5 3.5L13 4.5"
        case .absent: "M4 8h8"
        case .warning: "M8 2.5l6 11H2zM8 7v3M8 12v.1"
        case .failed: "M4 4l8 8M12 4l-8 8"
        case .plain: "M8 8v.1"
        }
    }

    private var anchor: HTMLAnchor {
        HTMLAnchor("sign", Self.allCases.firstIndex(of: self) ?? 0)
    }

    /// The sign at its place in the page.
    package var html: HTML {
        HTML(
            "svg", [.class("sign"), .of(.ariaHidden, "true")], HTML("use", [.href(anchor)]))
    }

    /// All signs, once in a page.
    package static let sprite = HTML(
        "svg", [.class("sprite"), .of(.ariaHidden, "true")],
        allCases.map { sign in
            HTML(
                "symbol", [.id(sign.anchor), .of(.viewBox, "0 0 16 16")],
                HTML("path", [.of(.d, sign.path)]))
        })
}
