/// Where the layers of the catalog come from: built in, then home, then environment.
package struct CatalogSource: Sendable {
    /// A catalog that could be read, and the files that could not.
    package struct Loaded: Sendable {
        package var catalog: Catalog
        /// Why an override is not in the catalog; nil if all are.
        package var fault: (any DiagnosticError)?
    }

    private let files: any Files
    private let environment: any Variables

    package init(files: any Files, environment: any Variables) {
        self.files = files
        self.environment = environment
    }

    /// Reads all layers.
    ///
    /// A broken one is left out and reported. A missing home file is normal; a missing file that
    /// `MN_MODEL_CATALOG_PATH` names is a fault.
    package func load() -> Loaded {
        var layers = [BuiltinCatalog.entries]
        var drivers = DriverData.builtin
        var fault: (any DiagnosticError)?
        for (path, variable) in overrides {
            do throws(FileFault) {
                let bytes = try files.read(path, limit: Document.sizeLimit)
                do throws(DocumentFault) {
                    let known = Catalog.merged(layers).map(\.entry)
                    let contents = try CatalogFile.read(
                        bytes, name: path, over: known, drivers: drivers)
                    layers.append(contents.entries)
                    drivers = contents.drivers ?? drivers
                } catch {
                    if fault == nil { fault = error }
                }
            } catch {
                if fault != nil { continue }
                if let variable {
                    fault = CatalogFault.unreadable(error, variable: variable)
                } else if error.reason != .notFound {
                    fault = error
                }
            }
        }
        var catalog = layers.count == 1 ? .builtin : Catalog(layers: layers)
        catalog.drivers = drivers
        return Loaded(catalog: catalog, fault: fault)
    }

    /// The files over the built-in catalog; one that a variable names must be there.
    private var overrides: [(path: String, variable: String?)] {
        var paths: [(String, String?)] = []
        if let home = Home.folder(environment) {
            paths.append(("\(home)/models/catalog.json", nil))
        }
        let variable = "MN_MODEL_CATALOG_PATH"
        if let named = environment[variable], !named.isEmpty {
            paths.append((Home.expand(named, environment), variable))
        }
        return paths
    }
}
