extension DriverData {
    /// The data that is built in.
    package static let builtin: DriverData = {
        guard let json = try? JSON.parse(Array(builtinText.utf8)),
            let data = try? DriverData(JSONField(json))
        else { preconditionFailure("the built-in driver data is broken") }
        return data
    }()

    private static let keys = [
        "date", "images", "cuda", "generations", "toolkits", "code", "desktop", "jetson", "brands",
        "capabilities",
    ]

    /// Reads data of which any part may be lacking; that of `base` stays.
    ///
    /// A list replaces the list of the base, as everywhere in a catalog.
    init(_ field: JSONField, over base: DriverData? = nil) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        func list<Row>(
            _ key: String, _ inherited: [Row]?, _ read: (JSONMembers) throws(JSONFault) -> Row,
            keys: [String]
        ) throws(JSONFault) -> [Row] {
            guard let field = members.optional(key) else {
                guard let inherited else { throw members.fault(.missingKey(key)) }
                return inherited
            }
            var rows: [Row] = []
            for element in try field.array() {
                rows.append(try read(try element.object(keys: keys + ["source"])))
            }
            return rows
        }
        if let day = members.optional("date") {
            date = try day.day()
        } else if let base {
            date = base.date
        } else {
            throw members.fault(.missingKey("date"))
        }
        images = try list(
            "images", base?.images, Image.init,
            keys: ["cuda", "since", "requirement", "floor", "brands", "branches", "compiled"])
        if !images.contains(where: { $0.requirement != nil }),
            let field = members.optional("images")
        {
            throw field.fault(.breaksRule("at least one image with a requirement is expected"))
        }
        images.sort { $0.since < $1.since }
        driverCUDA = try list("cuda", base?.driverCUDA, DriverCUDA.init, keys: ["driver", "cuda"])
        driverSupport = try list(
            "generations", base?.driverSupport, DriverSupport.init, keys: ["driver", "capability"])
        toolkits = try list("toolkits", base?.toolkits, Toolkit.init, keys: ["from", "before"])
        code = try list("code", base?.code, Code.init, keys: ["cuda", "capability"])
        jetson = try list(
            "jetson", base?.jetson, Jetson.init, keys: ["release", "kernel", "cuda"])
        brands = try list("brands", base?.brands, Brand.init, keys: ["names", "devices", "brands"])
        capabilities = try list(
            "capabilities", base?.capabilities, Capability.init,
            keys: ["names", "devices", "capability"])
        if let field = members.optional("desktop") {
            desktop = try Desktop(try field.object(keys: ["driver", "capability", "source"]))
        } else if let base {
            desktop = base.desktop
        } else {
            throw members.fault(.missingKey("desktop"))
        }
    }
}

extension JSONMembers {
    fileprivate var source: String {
        get throws(JSONFault) { try optional("source")?.nonEmptyString() ?? "" }
    }

    fileprivate func version(_ key: String) throws(JSONFault) -> DottedVersion {
        let field = try required(key)
        guard let version = DottedVersion(try field.string()) else {
            throw field.fault(.breaksRule("a version such as '580.95' is expected"))
        }
        return version
    }
}

extension JSONField {
    fileprivate func capability() throws(JSONFault) -> ComputeCapability {
        guard let capability = ComputeCapability(try string()) else {
            throw fault(.breaksRule("a compute capability such as '7.5' is expected"))
        }
        return capability
    }

    /// A day such as `2026-11-26`.
    fileprivate func day() throws(JSONFault) -> CalendarDate {
        guard let day = CalendarDate(try string()) else {
            throw fault(.breaksRule("a day such as '2026-11-26' is expected"))
        }
        return day
    }

    /// Brands as requirements name them.
    fileprivate func brands() throws(JSONFault) -> [String] {
        let names = try strings()
        if let other = names.first(where: { !NVIDIADetails.brands.contains($0) }) {
            throw fault(.breaksRule("'\(other)' is no brand of NVIDIA's; 'nvidiartx' is one"))
        }
        return names
    }
}

// MARK: - Rows

extension DriverData.Image {
    fileprivate init(_ row: JSONMembers) throws(JSONFault) {
        cuda = try row.version("cuda")
        since = try row.required("since").day()
        source = try row.source
        let built = try row.optional("compiled")?.array() ?? []
        for element in built { compiled.append(try element.capability()) }
        for key in ["brands", "branches"] where row.optional("floor") == nil {
            if let field = row.optional(key) {
                throw field.fault(.breaksRule("'\(key)' goes with a 'floor'"))
            }
        }
        if let field = row.optional("requirement") {
            let read = CUDARequirement([try field.nonEmptyString()])
            if read.isEmpty {
                throw field.fault(.breaksRule("a requirement such as 'cuda>=13.3' is expected"))
            }
            if let floor = row.optional("floor") {
                throw floor.fault(.breaksRule("a requirement or a floor is expected, not both"))
            }
            requirement = read
        } else if row.optional("floor") != nil {
            var branches: [Int] = []
            for branch in try row.optional("branches")?.array() ?? [] {
                branches.append(try branch.integer(in: 1...99_999))
            }
            requirement = CUDARequirement(
                cuda: try row.version("floor"),
                brands: try row.optional("brands")?.brands() ?? [], branches: branches)
        }
    }
}

extension DriverData.DriverCUDA {
    fileprivate init(_ row: JSONMembers) throws(JSONFault) {
        driver = try row.version("driver")
        cuda = try row.version("cuda")
        source = try row.source
    }
}

extension DriverData.DriverSupport {
    fileprivate init(_ row: JSONMembers) throws(JSONFault) {
        driver = try row.version("driver")
        capability = try row.required("capability").capability()
        source = try row.source
    }
}

extension DriverData.Toolkit {
    fileprivate init(_ row: JSONMembers) throws(JSONFault) {
        from = try row.version("from")
        before = try row.version("before")
        source = try row.source
    }
}

extension DriverData.Code {
    fileprivate init(_ row: JSONMembers) throws(JSONFault) {
        cuda = try row.required("cuda").integer(in: 1...999)
        capability = try row.required("capability").capability()
        source = try row.source
    }
}

extension DriverData.Desktop {
    fileprivate init(_ row: JSONMembers) throws(JSONFault) {
        driver = try row.version("driver")
        capability = try row.required("capability").capability()
        source = try row.source
    }
}

extension DriverData.Jetson {
    fileprivate init(_ row: JSONMembers) throws(JSONFault) {
        release = try row.version("release")
        kernel = try row.version("kernel")
        cuda = try row.version("cuda")
        source = try row.source
    }
}

extension DriverData.Brand {
    fileprivate init(_ row: JSONMembers) throws(JSONFault) {
        names = try row.required("names").strings().map(NamePattern.init)
        devices = try row.optional("devices")?.strings() ?? []
        brands = try row.required("brands").brands()
        source = try row.source
    }
}

extension DriverData.Capability {
    fileprivate init(_ row: JSONMembers) throws(JSONFault) {
        names = try row.required("names").strings().map(NamePattern.init)
        devices = try row.optional("devices")?.strings() ?? []
        capability = try row.required("capability").capability()
        source = try row.source
    }
}

// MARK: - Writing

extension DriverData {
    /// The data in the form in which a catalog file may have it under `drivers`.
    package var json: JSON {
        func row(_ source: String, _ members: [(String, JSON)]) -> JSON {
            .object(JSONObject(members + (source.isEmpty ? [] : [("source", .string(source))])))
        }
        func version(_ version: DottedVersion) -> JSON { .string("\(version)") }
        return [
            "date": .string("\(date)"),
            "images": .array(
                images.map { image in
                    var members = [
                        ("cuda", version(image.cuda)), ("since", JSON.string("\(image.since)")),
                    ]
                    if let requirement = image.requirement {
                        members.append(("requirement", .string(requirement.text)))
                    }
                    if !image.compiled.isEmpty {
                        members.append(("compiled", .strings(image.compiled.map(\.description))))
                    }
                    return row(image.source, members)
                }),
            "cuda": .array(
                driverCUDA.map {
                    row($0.source, [("driver", version($0.driver)), ("cuda", version($0.cuda))])
                }),
            "generations": .array(
                driverSupport.map {
                    row(
                        $0.source,
                        [
                            ("driver", version($0.driver)),
                            ("capability", .string("\($0.capability)")),
                        ])
                }),
            "toolkits": .array(
                toolkits.map {
                    row($0.source, [("from", version($0.from)), ("before", version($0.before))])
                }),
            "code": .array(
                code.map {
                    row(
                        $0.source,
                        [
                            ("cuda", .integer($0.cuda)),
                            ("capability", .string("\($0.capability)")),
                        ])
                }),
            "desktop": row(
                desktop.source,
                [
                    ("driver", version(desktop.driver)),
                    ("capability", .string("\(desktop.capability)")),
                ]),
            "jetson": .array(
                jetson.map {
                    row(
                        $0.source,
                        [
                            ("release", version($0.release)), ("kernel", version($0.kernel)),
                            ("cuda", version($0.cuda)),
                        ])
                }),
            "brands": .array(
                brands.map {
                    row(
                        $0.source,
                        [
                            ("names", .strings($0.names.map(\.description))),
                            ("devices", .strings($0.devices)),
                            ("brands", .strings($0.brands)),
                        ])
                }),
            "capabilities": .array(
                capabilities.map {
                    row(
                        $0.source,
                        [
                            ("names", .strings($0.names.map(\.description))),
                            ("devices", .strings($0.devices)),
                            ("capability", .string("\($0.capability)")),
                        ])
                }),
        ]
    }
}
