//! The commands that pages of documentation tell a reader to type, for tests: a page must name none that its program does not
//! take.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use clap::{Command, error::ErrorKind};

/// Folders below the repository's root whose pages are read, not deeper.
const FOLDERS: [&str; 6] = ["", "docs", "docs/vi", "bindings", "android-demo", "ios-demo"];
/// It tells what was, in the words of that day.
const HISTORY: &str = "CHANGELOG.md";
/// Words of a block that end a command: what follows is the shell's, or another command.
const ENDS: [&str; 5] = [">", "<", "|", "&&", ";"];

/// A command as a page writes it, without its comment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Written {
    /// The page's path below the repository's root.
    pub page: String,
    /// The page's line, from 1.
    pub line: usize,
    /// The command.
    pub text: String,
    /// Whether the command stands in a block of code and is whole. In a sentence the page may leave out what follows.
    pub in_block: bool,
}

/// Every command of the pages below `root`: the lines of blocks of code in the language `sh`, and of indented blocks that begin
/// with `lancan`; and what stands between grave accents and begins with the name of one of our programs.
///
/// # Errors
/// When a page cannot be read.
pub fn written(root: &Path) -> io::Result<Vec<Written>> {
    let mut all = Vec::new();
    for path in pages(root)? {
        let page = path.strip_prefix(root).unwrap_or(&path).display().to_string().replace('\\', "/");
        all.extend(of_page(&page, &fs::read_to_string(&path)?));
    }
    Ok(all)
}

fn pages(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut pages = Vec::new();
    for folder in FOLDERS {
        for entry in fs::read_dir(root.join(folder))? {
            let path = entry?.path();
            if path.extension().is_some_and(|end| end == "md") && !path.ends_with(HISTORY) {
                pages.push(path);
            }
        }
    }
    pages.sort();
    Ok(pages)
}

/// The commands of one page.
fn of_page(page: &str, text: &str) -> Vec<Written> {
    let mut all = Vec::new();
    let mut block: Option<&str> = None;
    for (at, line) in text.lines().enumerate() {
        let mut add = |text: &str, in_block| {
            all.push(Written { page: page.to_owned(), line: at + 1, text: text.trim().to_owned(), in_block });
        };
        if let Some(language) = line.trim_start().strip_prefix("```") {
            block = if block.is_some() { None } else { Some(language.trim()) };
        } else if let Some(language) = block {
            let command = without_comment(line);
            if language == "sh" && !command.trim().is_empty() {
                add(command, true);
            }
        } else if line.starts_with("    ") && program(line.trim()).is_some() {
            add(without_comment(line), true);
        } else {
            let spans = line.split('`').skip(1).step_by(2).filter(|span| program(span).is_some());
            spans.filter(|span| span.contains(' ')).for_each(|span| add(span, false));
        }
    }
    all
}

/// The first word, where that word is the name of one of our programs.
fn program(command: &str) -> Option<&str> {
    let first = command.split(' ').next()?;
    ["lancan", "lancan-server", "lancan-opener"].contains(&first).then_some(first)
}

/// The line up to a `#` that begins a word outside of quotes.
fn without_comment(line: &str) -> &str {
    let mut quote = None;
    let mut before = ' ';
    for (at, letter) in line.char_indices() {
        match quote {
            Some(open) if open == letter => quote = None,
            None if letter == '\'' || letter == '"' => quote = Some(letter),
            None if letter == '#' && before == ' ' => return line.get(..at).unwrap_or(line),
            _ => {}
        }
        before = letter;
    }
    line
}

/// A command's words, quotes taken away, up to where the shell goes on with something else.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let (mut quote, mut begun) = (None, false);
    for letter in command.chars().chain([' ']) {
        match quote {
            Some(open) if open == letter => quote = None,
            Some(_) => word.push(letter),
            None if letter == '\'' || letter == '"' => (quote, begun) = (Some(letter), true),
            None if letter == ' ' => {
                if begun {
                    words.push(core::mem::take(&mut word));
                }
                begun = false;
            }
            None => {
                begun = true;
                word.push(letter);
            }
        }
    }
    let whole = words.iter().position(|word| ENDS.contains(&word.as_str())).unwrap_or(words.len());
    words.truncate(whole);
    words
}

/// The command lines for which a page's command stands: `a|b` is one word or the other, `[X]` may be left out, `…` is whatever
/// fits, and `NUMBER` some number.
fn command_lines(command: &str) -> Vec<Vec<String>> {
    let mut lines = vec![Vec::new()];
    for word in words(command) {
        let choices: Vec<Option<String>> = match word.strip_prefix('[').and_then(|word| word.strip_suffix(']')) {
            Some(inner) => vec![None, Some(inner.to_owned())],
            None if word == "…" => vec![None],
            None if word.contains(' ') => vec![Some(word)],
            None => word.split('|').map(|one| Some(one.to_owned())).collect(),
        };
        let number = |word: String| if word == "NUMBER" { "1".to_owned() } else { word };
        let longer = |line: Vec<String>| {
            let with = |choice: &Option<String>| line.iter().cloned().chain(choice.clone().map(number)).collect();
            choices.iter().map(with).collect::<Vec<Vec<String>>>()
        };
        lines = lines.into_iter().flat_map(longer).collect();
    }
    lines
}

/// What of the pages' commands the program `command` does not take, one line each with page, line and reason. It is read by
/// the program's own parser and not run.
///
/// # Errors
/// When a page cannot be read.
pub fn untaken(command: &Command, root: &Path) -> io::Result<Vec<String>> {
    let own = written(root)?.into_iter().filter(|written| program(&written.text) == Some(command.get_name()));
    Ok(own.flat_map(|written| refused(command, &written)).collect())
}

fn refused(command: &Command, written: &Written) -> Vec<String> {
    let may_end = !written.in_block || written.text.contains('…');
    let lines = command_lines(&written.text).into_iter().filter_map(|line| {
        let error = command.clone().try_get_matches_from(&line).err()?;
        let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
        let unfinished = matches!(
            error.kind(),
            ErrorKind::MissingRequiredArgument
                | ErrorKind::MissingSubcommand
                | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        );
        let is_fault = if unfinished { !may_end } else { !asked };
        let reason = error.to_string();
        let reason = reason.lines().next().unwrap_or_default().to_owned();
        is_fault.then(|| format!("{}:{}: {}: {reason}", written.page, written.line, line.join(" ")))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use clap::Arg;

    use super::*;

    fn program() -> Command {
        let number = Arg::new("number").value_parser(clap::value_parser!(u32));
        let file = Arg::new("file").long("file").required(true);
        let two = ["on", "off"].map(|name| Command::new(name).arg(Arg::new("who").required(true)));
        Command::new("lancan")
            .subcommand(Command::new("take").arg(number).arg(file))
            .subcommands(two)
            .arg_required_else_help(true)
    }

    fn faults(page: &str) -> Vec<String> {
        of_page("p.md", page).iter().flat_map(|written| refused(&program(), written)).collect()
    }

    #[test]
    fn blocks_indented_lines_and_sentences_give_their_commands_without_comments() {
        let page = "a `lancan on X` b `lancan` c `other on`\n\n```sh\nlancan on 'a # b'  # why\n# only said\nmake x\n```\n\
                    ```text\nlancan off\n```\n    lancan off Y   # and why\n    other\n";
        let found = of_page("p.md", page);
        let found: Vec<_> = found.iter().map(|w| (w.line, w.text.as_str(), w.in_block)).collect();
        let expected = [
            (1, "lancan on X", false),
            (4, "lancan on 'a # b'", true),
            (6, "make x", true),
            (11, "lancan off Y", true),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_command_that_the_program_takes_in_every_reading_is_no_fault() {
        let page = "```sh\nlancan take --file f [NUMBER] > out\nlancan on|off AN && make x\nlancan --help\nlancan take …\n```\n\
                    Say `lancan take` or `lancan on`.";
        assert_eq!(faults(page), Vec::<String>::new());
    }

    #[test]
    fn what_the_program_does_not_take_is_named_with_its_line() {
        let page = "```sh\nlancan take\nlancan on|of AN\nlancan take --file f many\n```\nSay `lancan gone` or `lancan take --fil`.";
        let found = faults(page);
        let at: Vec<&str> = found.iter().map(|fault| fault.split(": ").next().unwrap_or_default()).collect();
        assert_eq!(at, ["p.md:2", "p.md:3", "p.md:4", "p.md:6", "p.md:6"], "{found:?}");
    }

    #[test]
    fn words_are_those_of_a_shell() {
        assert_eq!(words("a 'b c' --d=\"e f\" | g"), ["a", "b c", "--d=e f"]);
        assert_eq!(command_lines("a b|c [NUMBER] …").len(), 4);
        assert_eq!(command_lines("a 'b | c'"), [["a", "b | c"]]);
    }
}
