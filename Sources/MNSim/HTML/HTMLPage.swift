package import MNCore

/// A whole page in one file, which asks for nothing: equal pages are equal bytes.
///
/// Its one style and its one script are literals of this program, and the policy in its head names their
/// digests: a browser runs, loads and sends nothing else, whatever the page shows.
package struct HTMLPage: Sendable {
    package var title: String
    package var style: String
    package var script: String
    /// What the script reads, and nothing runs; nil if it reads the page alone.
    package var data: JSON?
    package var body: [HTML]

    package init(
        title: String, style: [StaticString], script: [StaticString], data: JSON? = nil,
        body: [HTML]
    ) {
        self.title = title
        self.style = style.map(\.description).joined(separator: "\n")
        self.script = script.map(\.description).joined(separator: "\n")
        self.data = data
        self.body = body
    }

    /// The page as a file.
    package var text: String {
        let head = HTML.group([
            HTML("meta", [.of(.charset, "utf-8")]),
            HTML("meta", [.of(.httpEquiv, "Content-Security-Policy"), .of(.content, policy)]),
            HTML("meta", [.of(.name, "referrer"), .of(.content, "no-referrer")]),
            HTML(
                "meta",
                [.of(.name, "viewport"), .of(.content, "width=device-width, initial-scale=1")]),
            HTML("meta", [.of(.name, "color-scheme"), .of(.content, "light dark")]),
            HTML("title", [], .text(title)),
        ])
        var bytes = Array("<!doctype html>\n<html lang=\"en\">\n<head>\n".utf8)
        head.write(to: &bytes)
        bytes += "\n<style>\(style)</style>\n</head>\n<body>\n".utf8
        for piece in body {
            piece.write(to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        if let data {
            bytes += "<script type=\"application/json\" id=\"data\">".utf8
            Self.write(data, to: &bytes)
            bytes += "</script>\n".utf8
        }
        bytes += "<script>\(script)</script>\n</body>\n</html>\n".utf8
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes a document in which nothing ends the element around it.
    private static func write(_ data: JSON, to bytes: inout [UInt8]) {
        for byte in data.text(.canonical).utf8 {
            switch byte {
            case UInt8(ascii: "<"): bytes += "\\u003c".utf8
            case UInt8(ascii: ">"): bytes += "\\u003e".utf8
            case UInt8(ascii: "&"): bytes += "\\u0026".utf8
            default: bytes.append(byte)
            }
        }
    }

    private var policy: String {
        "default-src 'none'; style-src '\(Self.source(style))'; script-src '\(Self.source(script))'; "
            + "base-uri 'none'; form-action 'none'"
    }

    /// How a policy names a text (CSP level 3, section 2.3.1).
    private static func source(_ text: String) -> String {
        "sha256-" + Base64.encode(SHA256.digest(Array(text.utf8)))
    }
}
