// Names that stand beside the names of values: in one object, in one call, in one form.
extension SecretScan {
    /// The most bytes of a value behind which its name is looked for.
    private static let valueLimit = 1024

    /// The secret's name in `"name": "Cookie", "value": …` and `"db_password" { default = …`, where the
    /// name of the value begins here.
    func pairName(before nameStart: Int) -> String? {
        var end = nameStart
        while end > 0, nameStart - end <= 8,
            Self.isGap(text[end - 1]) || text[end - 1] == 44 || text[end - 1] == UInt8(ascii: "{")
        { end -= 1 }
        var start = end
        while start > 0, end - start <= 64, text[start - 1].isNameByte { start -= 1 }
        let pair = String(decoding: text[start..<end], as: UTF8.self)
        return end < nameStart && SecretName.isSecret(pair) ? pair : nil
    }

    /// The secret's name in `"value": "…", "name": "HF_TOKEN"`, where the value begins here.
    mutating func pairName(behind place: Int) -> String? {
        let blanks = text[place...].prefix(8).prefix { $0 == 32 || $0 == 9 }
        let slashes = text[blanks.endIndex...].prefix(3).prefix { $0 == 92 }
        let open = slashes.endIndex
        guard open < text.count, Self.isQuote(text[open]) else { return nil }
        let mark = text[blanks.endIndex...open]
        var end = open + 1
        let limit = min(text.count, end + Self.valueLimit)
        while end < limit, text[end] != 10,
            !(text[end] == mark.first && text[end...].starts(with: mark))
        { end += slashes.isEmpty && text[end] == 92 ? 2 : 1 }
        looked += min(end, limit) - place
        guard end < limit, text[end] != 10 else { return nil }
        let gap = text[(end + mark.count)...].prefix(8).prefix { Self.isGap($0) || $0 == 44 }
        let key = text[gap.endIndex...].prefix(16).prefix(while: \.isNameByte)
        guard gap.contains(44),
            Secrets.pairNames.contains(String(decoding: key, as: UTF8.self).lowercased())
        else { return nil }
        let name = text[key.endIndex...].prefix(8).drop {
            Self.isGap($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "=")
        }.startIndex
        let pair = String(
            decoding: text[name...].prefix(128).prefix(while: \.isNameByte), as: UTF8.self)
        return SecretName.isSecret(pair) ? pair : nil
    }

    /// The secret's name in a line that opens what stands below it: `variable "db_password" {`.
    func openedName(_ line: Range<Int>) -> String? {
        var line = text[line]
        while let last = line.last, last <= 32 { line.removeLast() }
        guard line.popLast() == UInt8(ascii: "{") else { return nil }
        while let last = line.last, last <= 32 { line.removeLast() }
        guard line.popLast() == 34, let quote = line.lastIndex(of: 34) else { return nil }
        let name = String(decoding: line[(quote + 1)...], as: UTF8.self)
        return SecretName.isSecret(name) ? name : nil
    }

    // MARK: - Calls

    /// What sets a variable, in many languages.
    private static let setters: Set<String> = [
        "setenvironmentvariable", "setenv", "putenv", "set_var", "set_env", "env", "setdefault",
    ]

    /// `SetEnvironmentVariable('HF_TOKEN', 'value')`.
    mutating func call(_ place: Int, lineStart: Int) {
        guard place + 1 < text.count, Self.isQuote(text[place + 1]) else { return }
        let name = text[(place + 2)...].prefix(128).prefix(while: \.isNameByte)
        let gap = text[name.endIndex...].prefix(6).prefix {
            Self.isQuote($0) || $0 == 44 || $0 == 32
        }
        guard gap.contains(44), let last = gap.last, Self.isQuote(last) else { return }
        var start = place
        while start > lineStart, place - start < 32, text[start - 1].isWordByte { start -= 1 }
        looked += gap.endIndex - start
        let word = String(decoding: text[start..<place], as: UTF8.self).lowercased()
        let secret = String(decoding: name, as: UTF8.self)
        guard Self.setters.contains(word), SecretName.isSecret(secret),
            let inner = quoted(gap.endIndex - 1)
        else { return }
        add(inner, named: secret)
    }

    /// Programs that keep settings, as in `git config user.password value`.
    private static let keepers: Set<String> = [
        "aws", "composer", "conda", "dvc", "gcloud", "gh", "git", "heroku", "npm", "pip", "pip3",
        "pnpm", "poetry", "yarn",
    ]

    /// Whether a setting is named here, behind which its value stands.
    mutating func isSetting(_ nameStart: Int, lineStart: Int) -> Bool {
        let line = text[max(lineStart, nameStart - 256)..<nameStart]
        looked += line.count
        guard line.firstRange(of: Array("config".utf8)) != nil else { return false }
        let words = commandWords(before: nameStart, lineStart: lineStart)
        return (words.contains("config") || words.contains("configure"))
            && !Self.keepers.isDisjoint(with: words)
    }

    // MARK: - Forms

    /// The value below `form-data; name="password"` and an empty line (RFC 7578, section 4.2).
    mutating func formField(_ place: Int, _ before: Range<Int>) {
        guard text[before].suffix(64).firstRange(of: Array("form-data".utf8)) != nil,
            place < text.count, Self.isQuote(text[place])
        else { return }
        let name = text[(place + 1)...].prefix(128).prefix(while: \.isNameByte)
        guard SecretName.isSecret(String(decoding: name, as: UTF8.self)) else { return }
        var start = name.endIndex
        var isBody = false
        var body: [Range<Int>] = []
        // Without its end one line of it is as much as a password has.
        defer {
            ranges += body.prefix(1)
            linked += body.prefix(1)
        }
        for _ in 0..<24 where start < text.count {
            let line = text[start...].prefix(2 * Self.lineLimit).prefix { $0 != 10 }
            looked += line.count
            let content = line.last == 13 ? line.dropLast() : line
            if isBody, content.starts(with: "--".utf8) {
                ranges += body
                linked += body
                return
            }
            if isBody, !content.isEmpty { body.append(content.startIndex..<content.endIndex) }
            // A line of that length is none of a header.
            guard line.endIndex < text.count, text[line.endIndex] == 10 else { return }
            if content.isEmpty { isBody = true }
            start = line.endIndex + 1
        }
    }

    // MARK: - Objects of Kubernetes

    /// Whether this is the `data` of an object whose kind is `Secret`, each value of which is one
    /// (kubernetes.io/docs/concepts/configuration/secret).
    mutating func isOfSecret(_ nameStart: Int, lineStart: Int) -> Bool {
        let indent = text[lineStart..<nameStart]
        guard indent.count <= Self.lineLimit, indent.allSatisfy(Self.isIndent),
            let own = KeyLine(text, lineStart..<lineEnd(nameStart)), own.value.isEmpty
        else { return false }
        var start = lineStart
        var isFirst = own.isItem
        for _ in 0..<32 where !isFirst && start > 0 {
            let end = start - 1
            start = end
            while start > 0, end - start < Self.lineLimit, text[start - 1] != 10 { start -= 1 }
            looked += end - start
            guard let isKind = isKind(start..<end, beside: own) else { break }
            if isKind { return true }
            isFirst =
                KeyLine(text, start..<end).map { $0.isItem && $0.column == own.column } == true
        }
        var end = lineEnd(nameStart)
        for _ in 0..<64 where end < text.count {
            let start = end + 1
            let line = text[start...].prefix(2 * Self.lineLimit).prefix { $0 != 10 }
            end = line.endIndex
            looked += line.count
            let isItem = KeyLine(text, start..<end).map { $0.isItem && $0.column == own.column }
            guard isItem != true, let isKind = isKind(start..<end, beside: own) else {
                return false
            }
            if isKind { return true }
        }
        return false
    }

    /// Whether a line says `kind: Secret`; nil if it is of another object.
    private func isKind(_ line: Range<Int>, beside own: KeyLine) -> Bool? {
        if text[line].starts(with: "---".utf8) { return nil }
        guard let other = KeyLine(text, line), other.column <= own.column else { return false }
        guard other.column == own.column else { return nil }
        return other.key == "kind" && text[other.value].elementsEqual("Secret".utf8)
    }
}
