import MNCore

/// A piece of a page: what comes from outside can only ever be text in it.
///
/// Names of elements and attributes are literals of this program, a link leads into the page itself, and the
/// writer makes every text safe: no markup, no control character, nothing that turns the direction of what
/// is read.
package indirect enum HTML: Sendable, ExpressibleByStringInterpolation {
    case text(String)
    case element(StaticString, [HTMLAttribute], [HTML])
    case group([HTML])

    package init(stringLiteral text: String) { self = .text(text) }

    package init(_ name: StaticString, _ attributes: [HTMLAttribute] = [], _ content: HTML...) {
        self = .element(name, attributes, content)
    }

    package init(_ name: StaticString, _ attributes: [HTMLAttribute] = [], _ content: [HTML]) {
        self = .element(name, attributes, content)
    }

    package static let nothing = HTML.group([])
}

/// An attribute of an element.
package struct HTMLAttribute: Sendable {
    let name: StaticString
    /// Nil for one that is there or not.
    let value: String?

    private init(_ name: StaticString, _ value: String?) {
        self.name = name
        self.value = value
    }

    /// An attribute that holds words or numbers and is never run or fetched.
    package static func of(_ name: Plain, _ value: String) -> HTMLAttribute {
        HTMLAttribute(name.spelling, value)
    }

    package static func of(_ name: Plain, _ value: Int) -> HTMLAttribute {
        HTMLAttribute(name.spelling, String(value))
    }

    /// One that is there without a value.
    package static func flag(_ name: Plain) -> HTMLAttribute { HTMLAttribute(name.spelling, nil) }

    package static func `class`(_ names: StaticString...) -> HTMLAttribute {
        HTMLAttribute("class", names.map(\.description).joined(separator: " "))
    }

    package static func id(_ anchor: HTMLAnchor) -> HTMLAttribute {
        HTMLAttribute("id", anchor.name)
    }

    /// A link to a place of the page; there is no other kind.
    package static func href(_ anchor: HTMLAnchor) -> HTMLAttribute {
        HTMLAttribute("href", "#" + anchor.name)
    }

    /// The names of attributes that hold words or numbers.
    package enum Plain: Sendable {
        case ariaHidden, ariaLabel, ariaLive, ariaDescribedBy, autocomplete, charset, cols, colspan,
            content
        case data(StaticString)
        case height, httpEquiv, lang, name, open, placeholder, preserveAspectRatio, role, scope
        case tabindex, title, type, value, viewBox, width, x, y, d, hidden

        var spelling: StaticString {
            switch self {
            case .ariaHidden: "aria-hidden"
            case .ariaLabel: "aria-label"
            case .ariaLive: "aria-live"
            case .ariaDescribedBy: "aria-describedby"
            case .autocomplete: "autocomplete"
            case .charset: "charset"
            case .cols: "cols"
            case .colspan: "colspan"
            case .content: "content"
            case .data(let name): name
            case .height: "height"
            case .httpEquiv: "http-equiv"
            case .lang: "lang"
            case .name: "name"
            case .open: "open"
            case .placeholder: "placeholder"
            case .preserveAspectRatio: "preserveAspectRatio"
            case .role: "role"
            case .scope: "scope"
            case .tabindex: "tabindex"
            case .title: "title"
            case .type: "type"
            case .value: "value"
            case .viewBox: "viewBox"
            case .width: "width"
            case .x: "x"
            case .y: "y"
            case .d: "d"
            case .hidden: "hidden"
            }
        }
    }
}

/// The name of a place in a page: made of a literal and numbers, so that two never clash by what a file says.
package struct HTMLAnchor: Hashable, Sendable {
    let name: String

    package init(_ kind: StaticString, _ numbers: Int...) {
        name = ([kind.description] + numbers.map(String.init)).joined(separator: "-")
    }
}

extension HTML {
    /// Elements that have neither content nor an end.
    private static let voids: Set<String> = ["meta", "link", "br", "hr", "input", "col"]

    /// Elements that end where their row does: of a large table that is a fifth of all bytes.
    private static let implied: Set<String> = ["td", "th", "tr"]

    /// The piece as bytes of a page.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    func write(to bytes: inout [UInt8]) {
        switch self {
        case .text(let text): Self.write(text, to: &bytes)
        case .group(let pieces): for piece in pieces { piece.write(to: &bytes) }
        case .element(let name, let attributes, let content):
            let name = name.description
            bytes.append(UInt8(ascii: "<"))
            bytes += name.utf8
            for attribute in attributes {
                bytes.append(UInt8(ascii: " "))
                bytes += attribute.name.description.utf8
                guard let value = attribute.value else { continue }
                bytes += "=\"".utf8
                Self.write(value, to: &bytes)
                bytes.append(UInt8(ascii: "\""))
            }
            bytes.append(UInt8(ascii: ">"))
            if Self.voids.contains(name) { return }
            for piece in content { piece.write(to: &bytes) }
            if Self.implied.contains(name) { return }
            bytes += "</".utf8
            bytes += name.utf8
            bytes.append(UInt8(ascii: ">"))
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A }
        for byte in (isPlain ? text : Sanitized.lines(text)).utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case UInt8(ascii: "'"): bytes += "&#39;".utf8
            default: bytes.append(byte)
            }
        }
    }
}
