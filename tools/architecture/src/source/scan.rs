//! What one file says: its modules with their names, imports and paths.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{
    Attribute, File, Item, ItemMod, ItemUse, Macro, Meta, UseTree, Visibility,
    visit::{self, Visit},
};

use super::{Mention, Module, Named};

/// One file, read.
pub(super) struct Scan {
    /// The file's own module and those between braces in the file.
    pub(super) modules: Vec<Module>,
    /// Submodules that lie in files of their own.
    pub(super) files: Vec<Submodule>,
    /// The modules around the place being read, outermost first, each with the folder of its submodules.
    open: Vec<(Module, String)>,
}

/// `mod NAME;`
pub(super) struct Submodule {
    pub(super) parent: String,
    pub(super) name: String,
    pub(super) line: usize,
    /// The folder in which the submodule's file lies.
    pub(super) folder: String,
    /// What `#[path = "…"]` says, relative to the folder of the declaring file.
    pub(super) path_attribute: Option<String>,
}

impl Scan {
    /// Reads a parsed file that holds the module at `path`; `folder` is where files of its submodules lie.
    pub(super) fn file(path: &str, file: &str, folder: &str, syntax: &File) -> Self {
        let module = Module { path: path.to_owned(), file: file.to_owned(), ..Module::default() };
        let mut scan = Self { modules: Vec::new(), files: Vec::new(), open: vec![(module, folder.to_owned())] };
        scan.visit_file(syntax);
        scan.modules.extend(scan.open.drain(..).map(|(module, _)| module));
        scan
    }

    fn current(&mut self) -> Option<&mut Module> {
        self.open.last_mut().map(|(module, _)| module)
    }

    fn define(&mut self, ident: &Ident, is_type: bool) {
        let named = Named { name: ident.to_string(), line: ident.span().start().line };
        if let Some(module) = self.current() {
            module.defines.insert(named.name.clone());
            if is_type {
                module.types.push(named);
            }
        }
    }

    fn mention(&mut self, segments: Vec<String>, line: usize, reexport: bool) {
        if let Some(module) = self.current() {
            module.mentions.push(Mention { segments, line, reexport });
        }
    }

    fn import(&mut self, tree: &UseTree, before: &[String], reexport: bool) {
        let extended = |ident: &Ident| {
            let mut segments = before.to_vec();
            // `use a::{self}` imports a itself.
            if ident != "self" || segments.is_empty() {
                segments.push(ident.to_string());
            }
            segments
        };
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &extended(&path.ident), reexport),
            UseTree::Group(group) => {
                for item in &group.items {
                    self.import(item, before, reexport);
                }
            }
            UseTree::Name(name) => self.bind(extended(&name.ident), None, &name.ident, reexport),
            UseTree::Rename(rename) => {
                self.bind(extended(&rename.ident), Some(&rename.rename), &rename.ident, reexport);
            }
            UseTree::Glob(_) => {
                if let Some(module) = self.current() {
                    module.globs.push(before.to_vec());
                }
            }
        }
    }

    fn bind(&mut self, segments: Vec<String>, new_name: Option<&Ident>, last: &Ident, reexport: bool) {
        let name = new_name.map(ToString::to_string).or_else(|| segments.last().cloned());
        self.mention(segments.clone(), last.span().start().line, reexport);
        if let (Some(module), Some(name)) = (self.current(), name) {
            module.imports.entry(name).or_insert(segments);
        }
    }

    fn submodule(&mut self, item: &ItemMod) {
        let line = item.ident.span().start().line;
        let name = item.ident.to_string();
        let Some((parent, folder)) = self.open.last_mut() else { return };
        if !matches!(item.vis, Visibility::Inherited) {
            parent.open_submodules.push(Named { name: name.clone(), line });
        }
        if let Some((_, items)) = &item.content {
            let path = format!("{}::{name}", parent.path);
            let inside = format!("{folder}/{name}");
            let module = Module { path, file: parent.file.clone(), ..Module::default() };
            self.open.push((module, inside));
            for item in items {
                self.visit_item(item);
            }
            self.modules.extend(self.open.pop().map(|(module, _)| module));
        } else {
            let submodule = Submodule {
                parent: parent.path.clone(),
                name,
                line,
                folder: folder.clone(),
                path_attribute: item.attrs.iter().find_map(written_path),
            };
            self.files.push(submodule);
        }
    }

    /// Paths among tokens that nobody has parsed: what stands between a macro's brackets.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<Ident> = Vec::new();
        // Colons seen since the last name; two join the next name to the path.
        let mut colons = 0_u8;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.finish(&mut path);
                    }
                    path.push(ident);
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons = colons.saturating_add(1);
                    continue;
                }
                TokenTree::Group(group) => {
                    self.finish(&mut path);
                    self.tokens(group.stream());
                }
                TokenTree::Literal(literal) => {
                    self.finish(&mut path);
                    if let syn::Lit::Str(text) = syn::Lit::new(literal) {
                        self.visit_lit_str(&text);
                    }
                }
                TokenTree::Punct(_) => self.finish(&mut path),
            }
            colons = 0;
        }
        self.finish(&mut path);
    }

    fn finish(&mut self, path: &mut Vec<Ident>) {
        if let Some(first) = path.first() {
            let line = first.span().start().line;
            self.mention(path.iter().map(ToString::to_string).collect(), line, false);
        }
        path.clear();
    }
}

impl<'ast> Visit<'ast> for Scan {
    fn visit_item(&mut self, item: &'ast Item) {
        if attributes(item).iter().any(only_in_tests) {
            return;
        }
        match item {
            Item::Struct(item) => self.define(&item.ident, true),
            Item::Enum(item) => self.define(&item.ident, true),
            Item::Union(item) => self.define(&item.ident, true),
            Item::Trait(item) => self.define(&item.ident, true),
            Item::TraitAlias(item) => self.define(&item.ident, true),
            Item::Type(item) => self.define(&item.ident, true),
            Item::Const(item) => self.define(&item.ident, false),
            Item::Static(item) => self.define(&item.ident, false),
            Item::Fn(item) => self.define(&item.sig.ident, false),
            Item::Macro(item) => item.ident.iter().for_each(|ident| self.define(ident, false)),
            Item::Mod(item) => return self.submodule(item),
            Item::Use(item) => return self.visit_item_use(item),
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !item.attrs.iter().any(only_in_tests) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let reexport = !matches!(item.vis, Visibility::Inherited);
        if item.leading_colon.is_none() {
            self.import(&item.tree, &[], reexport);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if let (None, Some(first)) = (&path.leading_colon, path.segments.first()) {
            let line = first.ident.span().start().line;
            let segments = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.mention(segments, line, false);
        }
        visit::visit_path(self, path);
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        let named = Named { name: text.value(), line: text.span().start().line };
        if let Some(module) = self.current() {
            module.texts.push(named);
        }
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        self.tokens(mac.tokens.clone());
        visit::visit_macro(self, mac);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if says_non_exhaustive(&attribute.meta)
            && let Some(first) = attribute.path().segments.first()
        {
            let line = first.ident.span().start().line;
            if let Some(module) = self.current() {
                module.non_exhaustive.push(line);
            }
        }
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether the attribute is `#[test]`, or a `#[cfg(…)]` that no build other than a test's can fulfil.
fn only_in_tests(attribute: &Attribute) -> bool {
    match &attribute.meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("cfg") => needs_test(list.tokens.clone()),
        _ => false,
    }
}

/// Whether a condition is `test`, or an `all(…)` with such a condition at its top.
fn needs_test(condition: TokenStream) -> bool {
    let parts: Vec<TokenTree> = condition.into_iter().collect();
    match parts.as_slice() {
        [TokenTree::Ident(only)] => only == "test",
        [TokenTree::Ident(all), TokenTree::Group(group)] if all == "all" => group
            .stream()
            .into_iter()
            .collect::<Vec<_>>()
            .split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','))
            .any(|part| needs_test(part.iter().cloned().collect())),
        _ => false,
    }
}

fn says_non_exhaustive(meta: &Meta) -> bool {
    match meta {
        Meta::Path(path) => path.is_ident("non_exhaustive"),
        Meta::List(list) if list.path.is_ident("cfg_attr") => list
            .tokens
            .clone()
            .into_iter()
            .any(|token| matches!(token, TokenTree::Ident(ident) if ident == "non_exhaustive")),
        _ => false,
    }
}

fn written_path(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    if !pair.path.is_ident("path") {
        return None;
    }
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value else { return None };
    Some(text.value())
}
