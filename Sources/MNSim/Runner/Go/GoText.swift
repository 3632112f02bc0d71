import MNMachine

/// Texts as Go's standard library writes and reads them.
package enum GoText {
    /// The text in double quotes, as `%q` prints it.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..<" ", "\u{7F}":
                result += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// The text as it may stand in HTML, as `html.EscapeString` writes it.
    static func htmlEscaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("'", with: "&#39;")
            .replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&#34;")
    }

    /// The truth value, if Go's `ParseBool` takes the text for one.
    static func bool(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": true
        case "0", "f", "F", "false", "FALSE", "False": false
        default: nil
        }
    }

    /// A number, not negative, with exactly two decimals, as `%.2f` prints it.
    static func twoDecimals(_ value: Double) -> String {
        let hundredths = Int(saturating: max(0, value) * 100 + 0.5)
        let rest = hundredths % 100
        return "\(hundredths / 100)." + (rest < 10 ? "0\(rest)" : "\(rest)")
    }

    /// The words of a command line, as a shell would split it; nil with an open quote.
    static func words(ofCommandLine text: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in text {
            if isEscaped {
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if character == open {
                    quote = nil
                } else {
                    word = (word ?? "") + String(character)
                }
            } else if character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let finished = word { words.append(finished) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if quote != nil || isEscaped { return nil }
        if let word { words.append(word) }
        return words
    }

    /// The text that `htmlEscaped` was given.
    package static func htmlUnescaped(_ text: String) -> String {
        text.replacing("&#34;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&amp;", with: "&")
    }

    /// The text as a value in a query, as Go's `url.QueryEscape` writes it.
    static func queryEscaped(_ text: String) -> String {
        text.utf8.map { byte -> String in
            let character = Character(Unicode.Scalar(byte))
            if byte < 128, character.isLetter || character.isNumber || "-_.~".contains(character) {
                return String(character)
            }
            if character == " " { return "+" }
            return (byte < 16 ? "%0" : "%") + String(byte, radix: 16).uppercased()
        }.joined()
    }
}

/// The names of HTTP statuses as Go writes them.
enum HTTPStatus {
    /// The reason phrase, empty for a status without one.
    static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 301: "Moved Permanently"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 412: "Precondition Failed"
        case 413: "Request Entity Too Large"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Entity"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case 507: "Insufficient Storage"
        default: ""
        }
    }

    /// `429 Too Many Requests`.
    static func text(_ status: Int) -> String { "\(status) \(reason(status))" }
}

/// Sizes and ages as the Go package docker/go-units writes them.
///
/// Source: github.com/docker/go-units, size.go and duration.go.
enum GoUnits {
    private static let decimalUnits = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]

    /// With two decimals, however many are needed: `42.00B`, `497.92kB`.
    static func size(_ bytes: ByteCount) -> String {
        let (value, unit) = scaled(bytes)
        return GoText.twoDecimals(value) + unit
    }

    /// With four digits in all: `880B`, `16.38kB`, `4.195MB`.
    static func shortSize(_ bytes: ByteCount) -> String {
        let (value, unit) = scaled(bytes)
        return fourDigits(value) + unit
    }

    /// As a GGUF file's own reader writes the size of its weights: `256.35 MiB`, `1.20 GiB`.
    static func binarySize(_ bytes: ByteCount) -> String {
        var value = Double(bytes)
        var index = 0
        while value >= 1024, index < binaryUnits.count - 1 {
            value /= 1024
            index += 1
        }
        return GoText.twoDecimals(value) + " " + binaryUnits[index]
    }

    private static let binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB"]

    private static func scaled(_ bytes: ByteCount) -> (Double, String) {
        var value = Double(bytes)
        var index = 0
        while value >= 1000, index < decimalUnits.count - 1 {
            value /= 1000
            index += 1
        }
        return (value, decimalUnits[index])
    }

    /// A number below 1000 as `%.4g` prints it: four digits, without zeros at the end.
    private static func fourDigits(_ value: Double) -> String {
        let decimals = value >= 999.95 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : value >= 1 ? 3 : 4
        var scale = 1
        for _ in 0..<decimals { scale *= 10 }
        let rounded = Int(saturating: value * Double(scale) + 0.5)
        var text = "\(rounded / scale)"
        if decimals > 0, rounded % scale != 0 {
            var digits = String(scale + rounded % scale).dropFirst()
            while digits.last == "0" { digits.removeLast() }
            text += "." + digits
        }
        return text
    }

    /// `Less than a second`, `16 minutes`, `About an hour`, `3 weeks`.
    static func age(_ duration: Duration) -> String {
        let seconds = Seconds(duration).whole
        let minutes = seconds / 60
        // Hours are rounded, minutes are not.
        let hours = (seconds + 1800) / 3600
        if seconds < 1 { return "Less than a second" }
        if seconds == 1 { return "1 second" }
        if seconds < 60 { return "\(seconds) seconds" }
        if minutes == 1 { return "About a minute" }
        if minutes < 60 { return "\(minutes) minutes" }
        if hours == 1 { return "About an hour" }
        if hours < 48 { return "\(hours) hours" }
        if hours < 24 * 7 * 2 { return "\(hours / 24) days" }
        if hours < 24 * 30 * 2 { return "\(hours / 24 / 7) weeks" }
        if hours < 24 * 365 * 2 { return "\(hours / 24 / 30) months" }
        return "\(seconds / 3600 / 24 / 365) years"
    }
}
