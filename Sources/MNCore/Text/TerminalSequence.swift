/// Control sequences of terminals, in 7-bit form (ESC and a letter) and 8-bit form (C1).
///
/// Source: ECMA-48, 5th edition, sections 5.3 to 5.6,
/// https://ecma-international.org/publications-and-standards/standards/ecma-48/
enum TerminalSequence {
    /// Drops the rest of the sequence that `introducer` began, or nothing if the rest does not fit.
    ///
    /// A sequence that never ends hides no text after it. Each scan stops at the next control
    /// character, so that the time for a whole text is linear.
    static func skip(after introducer: Unicode.Scalar, in rest: inout Substring.UnicodeScalarView) {
        var kind = introducer
        if introducer == "\u{1B}" {
            guard let letter = rest.first else { return }
            switch letter {
            case "@"..."_":
                rest.removeFirst()
                // ESC and a letter stand for the C1 control 64 places above it.
                kind = Unicode.Scalar(letter.value + 0x40) ?? letter
            case "0"..."~":
                rest.removeFirst()
                return
            case " "..."/":
                let tail = rest.drop { (" "..."/").contains($0) }
                if let final = tail.first, ("0"..."~").contains(final) { rest = tail.dropFirst() }
                return
            default: return
            }
        }
        switch kind {
        // CSI: parameters, intermediates, one final character.
        case "\u{9B}":
            let tail = rest.drop { ("0"..."?").contains($0) }.drop { (" "..."/").contains($0) }
            if let final = tail.first, ("@"..."~").contains(final) { rest = tail.dropFirst() }
        // DCS, SOS, OSC, PM and APC: a string up to ST; xterm also ends an OSC with BEL.
        case "\u{90}", "\u{98}", "\u{9D}", "\u{9E}", "\u{9F}":
            var tail = rest.drop { $0.properties.generalCategory != .control }
            switch tail.popFirst() {
            case "\u{9C}", "\u{7}": rest = tail
            case "\u{1B}" where tail.first == "\\": rest = tail.dropFirst()
            default: break
            }
        default: break
        }
    }
}
