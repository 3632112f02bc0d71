import MNCore

/// How the plugin shows the lines of a pull or push (dmr-contract 3.8).
struct TransferDisplay {
    enum Effect: Hashable {
        case text(String)
        case warning(String)
        case failure(String)
        case nothing
    }

    let terminal: TerminalSize?
    /// What the runner says at the end, if it says so.
    private(set) var message: String?
    private var isShown = false
    /// Lines that are no JSON; of use only if there was nothing else.
    private var unreadable = ""
    /// Bytes at hand, by layer; for files without a terminal.
    private var bytes: [String: ByteCount] = [:]
    /// Layers in the order of their lines on the terminal.
    private var rows: [String] = []

    init(terminal: TerminalSize?) { self.terminal = terminal }

    /// What the plugin makes of an answer that was no progress at all; nil if it was some.
    var problem: String? {
        if message != nil || isShown || unreadable.isEmpty { return nil }
        // Only the first 4096 bytes are kept.
        return "unexpected response from server (not valid progress data): "
            + String(decoding: unreadable.utf8.prefix(4096), as: UTF8.self)
    }

    mutating func take(_ line: String) -> Effect {
        if line.isEmpty { return .nothing }
        // To a client that does not ask for JSON the runner writes it as if for a page.
        guard let value = try? JSON.parse(GoText.htmlUnescaped(line)), value.object != nil else {
            unreadable += (unreadable.isEmpty ? "" : "\n") + line
            return .nothing
        }
        let text = value["message"]?.string ?? ""
        switch value["type"]?.string {
        case "progress":
            isShown = true
            return terminal == nil ? plain(value) : frame(value)
        case "success": message = text
        case "warning": return .warning(text)
        case "error": return .failure(text)
        default: break
        }
        return .nothing
    }

    /// One line for each line of progress; a push says Downloaded as well.
    private mutating func plain(_ value: JSON) -> Effect {
        let layer = value["layer"]
        bytes[layer?["id"]?.string ?? ""] = layer?["current"]?.byteCount ?? .zero
        let sum = bytes.values.sum()
        return .text(
            "Downloaded \(GoUnits.size(sum)) of \(GoUnits.size(value["total"]?.byteCount ?? .zero))\n"
        )
    }

    /// A line for each layer, drawn over the one before; a layer without a name is not drawn.
    private mutating func frame(_ value: JSON) -> Effect {
        guard let layer = value["layer"], let whole = layer["id"]?.string, !whole.isEmpty else {
            return .nothing
        }
        let current = layer["current"]?.byteCount ?? .zero
        let size = layer["size"]?.byteCount ?? .zero
        let isPush = value["mode"]?.string == "push"
        let status: String
        if current == .zero {
            status = "Waiting"
        } else if current < size {
            status = isPush ? "Uploading" : "Downloading"
        } else if size > .zero {
            status = isPush ? "Push complete" : "Pull complete"
        } else {
            return .nothing
        }
        let id = String((whole.hasPrefix("sha256:") ? whole.dropFirst(7) : whole[...]).prefix(12))
        var text = ""
        if !rows.contains(id) {
            rows.append(id)
            text += "\n"
        }
        let up = rows.count - (rows.firstIndex(of: id) ?? 0)
        // Words are filled up to the longest of them, 13 letters.
        let words = status + String(repeating: " ", count: 13 - status.count)
        let numbers = current == .zero ? "" : progress(current, size) + "\r"
        text += "\u{1B}[\(up)A\u{1B}[2K\r\(id): \(words) \(numbers)"
        if current == .zero { text = String(text.dropLast()) + "\r" }
        return .text(text + "\u{1B}[\(up)B")
    }

    /// The numbers, with a bar before them where there is room for it.
    private func progress(_ current: ByteCount, _ size: ByteCount) -> String {
        var bar = ""
        // Source: github.com/moby/moby, client/pkg/jsonmessage.
        if (terminal?.columns ?? 0) > 110 {
            let half = min(50, Int(saturating: Double(current) / Double(size) * 100) / 2)
            bar =
                "[" + String(repeating: "=", count: half) + ">"
                + String(repeating: " ", count: 50 - half) + "] "
        }
        let text = GoUnits.shortSize(current)
        return bar + String(repeating: " ", count: max(0, 8 - text.utf8.count)) + text + "/"
            + GoUnits.shortSize(size)
    }
}
