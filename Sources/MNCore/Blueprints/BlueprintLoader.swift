/// Reads the texts of a blueprint, and notes those that cannot be used.
struct BlueprintLoader {
    let folder: String
    let files: any Files
    var issues = BlueprintIssueList()

    /// The most bytes of one text.
    private static let sizeLimit = 1 << 20
    /// The most files that a source manifest may put into itself.
    private static let referenceLimit = 100
    /// The most keys that are named as being there twice.
    private static let repeatedLimit = 10

    mutating func findsFolder() -> Bool {
        do throws(FileFault) {
            _ = try files.list(folder)
            return true
        } catch {
            let isFile = error.reason == .notADirectory
            issues.add(
                BlueprintIssue(
                    .manifestFolder,
                    isFile
                        ? "\(Sanitized.line(folder)) is a file; a blueprint is a folder."
                        : error.reason == .notFound
                            ? "There is no folder \(Sanitized.line(folder))." : error.problem,
                    help: "Name the folder that holds manifest.json.", at: nil,
                    actual: .string(folder)))
            return false
        }
    }

    /// Reads the manifest with its parts, and the files of the configuration.
    mutating func readFiles(_ texts: inout BlueprintTexts) {
        guard let manifest = file(BlueprintTexts.manifestName, .manifest, mustExist: true) else {
            readConfiguration(ManifestForm.configurationName, mustExist: false, &texts)
            return
        }
        texts.manifest = [manifest]
        let form = ManifestForm(manifest.value.object ?? JSONObject())
        if form == .source {
            var left = Self.referenceLimit
            texts.manifest[0].value = filled(manifest.value, JSONPointer(), &left)
            texts.manifest[0].value = .object(
                form.whole(texts.manifest[0].value.object ?? JSONObject()))
        }
        let root = texts.manifest[0].value.object ?? JSONObject()
        for name in form.parts(root) {
            if let part = file(name, .manifest, mustExist: true) { texts.manifest.append(part) }
        }
        var faults: [JSONFault] = []
        let handedOn = form.defaults(texts.manifestValue?.object ?? root) { faults.append($0) }
        for fault in faults {
            issues.add(
                BlueprintIssue(fault, .manifest, at: texts.place(.manifest, fault.pointer)))
        }
        if !handedOn.keys.isEmpty {
            texts.layers.append(
                BlueprintText(
                    name: BlueprintTexts.manifestName, value: .object(handedOn),
                    bytes: manifest.bytes))
        }
        if let part = form.models(root),
            var models = file(part.file, .manifest, mustExist: part.isRequired)
        {
            models.value = ["llm": models.value]
            models.depth = 1
            texts.layers.append(models)
        }
        let named = form.configuration(root)
        readConfiguration(
            named ?? ManifestForm.configurationName, mustExist: named != nil, &texts)
    }

    /// A value of a source manifest with the files that it names put into it.
    ///
    /// - Parameter left: how many more files may be read.
    private mutating func filled(_ value: JSON, _ place: JSONPointer, _ left: inout Int) -> JSON {
        if place.tokens.count > JSON.depthLimit {
            note("its files are nested more than \(JSON.depthLimit) levels deep", at: JSONPointer())
            return .null
        }
        switch value {
        case .array(let elements):
            return .array(
                elements.enumerated().map { filled($1, place.appending("\($0)"), &left) })
        case .object(let object):
            guard object.members.count == 1, let member = object.members.first,
                let reference = ManifestForm.Reference(rawValue: member.key)
            else {
                return .object(
                    JSONObject(
                        object.members.map {
                            ($0.key, filled($0.value, place.appending($0.key), &left))
                        }))
            }
            guard let name = member.value.string, left > 0 else {
                let why =
                    left > 0
                    ? "'\(member.key)' names a file" : "more than \(Self.referenceLimit) files"
                note(why, at: place)
                return .null
            }
            left -= 1
            return part(name, reference, place, &left) ?? .null
        default: return value
        }
    }

    /// What a file of a source holds; nil, with an issue, if it cannot be read.
    private mutating func part(
        _ name: String, _ reference: ManifestForm.Reference, _ place: JSONPointer,
        _ left: inout Int
    ) -> JSON? {
        if reference == .text {
            return contents(name).map { .string(String(decoding: $0, as: UTF8.self)) }
        }
        guard let part = file(name, .manifest, mustExist: true, any: true) else { return nil }
        let value = filled(part.value, place, &left)
        if reference == .json { return value }
        // Texts in texts double with each level.
        let text = value.text(.canonical)
        guard text.utf8.count <= Self.sizeLimit else {
            note("'\(name)' becomes larger than \(ByteCount(Self.sizeLimit)) as a text", at: place)
            return nil
        }
        return .string(text)
    }

    /// Notes that something cannot be put into the manifest.
    private mutating func note(_ why: String, at place: JSONPointer) {
        issues.add(
            BlueprintIssue(
                JSONFault(.breaksRule(why), at: place), .manifest,
                at: BlueprintPlace(
                    source: .manifest, file: BlueprintTexts.manifestName, pointer: place,
                    position: nil)))
    }

    private mutating func readConfiguration(
        _ name: String, mustExist: Bool, _ texts: inout BlueprintTexts
    ) {
        if let layer = file(name, .config, mustExist: mustExist) { texts.layers.append(layer) }
        if let layer = file("config/overwrite.json", .config, mustExist: false) {
            texts.layers.append(layer)
        }
    }

    /// A file of the blueprint that holds JSON; an object unless it may hold any value.
    mutating func file(
        _ name: String, _ source: BlueprintPlace.Source, mustExist: Bool, any isAny: Bool = false
    ) -> BlueprintText? {
        guard let path = path(name, source) else { return nil }
        return text(path, name: name, source, mustExist: mustExist, any: isAny)
    }

    private mutating func contents(_ name: String) -> [UInt8]? {
        path(name, .manifest).flatMap { bytes($0, name, .manifest, mustExist: true) }
    }

    /// Where a file of the blueprint lies; nil, with an issue, for one that is not in its folder.
    private mutating func path(_ name: String, _ source: BlueprintPlace.Source) -> String? {
        if BlueprintPath.isBelow(name), !BlueprintPath(name, in: folder, files).leadsOut {
            return "\(folder)/\(name)"
        }
        let fault = PlainCommand.Fault.outside(name)
        issues.add(
            BlueprintIssue(
                BlueprintIssue.Code(.init(source), .outside), Sanitized.line(fault.message),
                help: fault.help, at: place(source, name)))
        return nil
    }

    mutating func text(
        _ path: String, name: String, _ source: BlueprintPlace.Source, mustExist: Bool,
        any isAny: Bool = false
    ) -> BlueprintText? {
        bytes(path, name, source, mustExist: mustExist).flatMap {
            parse($0, name: name, source, any: isAny)
        }
    }

    private mutating func bytes(
        _ path: String, _ name: String, _ source: BlueprintPlace.Source, mustExist: Bool
    ) -> [UInt8]? {
        do throws(FileFault) {
            return try files.read(path, limit: Self.sizeLimit)
        } catch {
            if error.reason == .notFound, !mustExist { return nil }
            let (flaw, help): (BlueprintIssue.Flaw, String?) =
                switch error.reason {
                case .notFound: (.notFound, error.fixes.first)
                case .tooLarge: (.tooLarge, "Put what is large into a file under payloads/.")
                default: (.unreadable, error.fixes.first)
                }
            issues.add(
                BlueprintIssue(
                    BlueprintIssue.Code(.init(source), flaw), Sanitized.line(error.problem),
                    help: Sanitized.line(help ?? ""), at: place(source, name)))
            return nil
        }
    }

    mutating func parse(
        _ bytes: [UInt8], name: String, _ source: BlueprintPlace.Source, any isAny: Bool = false
    ) -> BlueprintText? {
        do throws(JSONFault) {
            var repeated: [(pointer: JSONPointer, offset: Int)] = []
            let value = try JSON.parse(bytes) { repeated.append(($0, $1)) }
            if !isAny { _ = try JSONField(value).anyObject() }
            for (pointer, offset) in repeated.prefix(Self.repeatedLimit) {
                var place = place(source, name)
                place.pointer = pointer
                place.position = Document.place(of: offset, in: bytes)
                issues.add(
                    BlueprintIssue(
                        source == .config ? .configDuplicateKey : .manifestDuplicateKey,
                        Sanitized.line(
                            "\(name): the key '\(pointer.tokens.last ?? "")' is there twice; the last is taken."
                        ), help: "Keep one of them.", severity: .warning, at: place))
            }
            return BlueprintText(
                name: name, value: value, bytes: bytes)
        } catch {
            var place = place(source, name)
            place.position = error.offset.map { Document.place(of: $0, in: bytes) }
            var issue = BlueprintIssue(error, .init(source), at: place)
            if let position = place.position {
                issue.message =
                    "\(Sanitized.line(name)), line \(position.line), column \(position.column): "
                    + "\(error)."
            }
            issues.add(issue)
            return nil
        }
    }

    private func place(_ source: BlueprintPlace.Source, _ name: String) -> BlueprintPlace {
        BlueprintPlace(source: source, file: name, pointer: JSONPointer(), position: nil)
    }
}
