"""Settings from pyproject.toml."""

import pytest

from tf2migrate.configuration import Configuration, ConfigurationError, configuration_for, load


def pyproject(folder, text):
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "pyproject.toml"
    file.write_text(text)
    return file


def test_all_keys(tmp_path):
    file = pyproject(
        tmp_path,
        """
        [tool.tf2migrate]
        select = ["TFM1"]
        ignore = ["TFM101", "TFM2"]
        unsafe = true
        style = "functions"
        fidelity = "close"
        exclude = ["legacy/"]
        jobs = 3
        tf1-python = "envs/tf1/bin/python"
        tf2-python = "python3.11"
        timeout = 30
        clear-outputs = true
        baseline = "tf1.json"
        python2 = true
        """,
    )
    assert load(file) == Configuration(
        file=file,
        select=("TFM1",),
        ignore=("TFM101", "TFM2"),
        unsafe=True,
        style="functions",
        fidelity="close",
        exclude=("legacy/",),
        jobs=3,
        tf1_python=str(tmp_path / "envs/tf1/bin/python"),
        tf2_python="python3.11",
        timeout=30,
        clear_outputs=True,
        baseline=str(tmp_path / "tf1.json"),
        python2=True,
    )


def test_nearest_file_with_a_table_counts(tmp_path):
    pyproject(tmp_path, "[tool.tf2migrate]\njobs = 1\n")
    pyproject(tmp_path / "a", "[tool.tf2migrate]\njobs = 2\n")
    pyproject(tmp_path / "a" / "b", "[project]\nname = 'x'\ndependencies = ['tf2migrate']\n")
    (tmp_path / "a" / "b" / "x.py").write_text("")
    assert configuration_for(tmp_path / "a" / "b" / "x.py").jobs == 2
    assert configuration_for(tmp_path / "a").jobs == 2
    assert configuration_for(tmp_path).jobs == 1
    assert configuration_for(tmp_path / "does" / "not" / "exist.py").jobs == 1


def test_a_relative_path_goes_up_by_folders_not_by_text(tmp_path, monkeypatch):
    pyproject(tmp_path / "here", "[tool.tf2migrate]\njobs = 1\n")
    (tmp_path / "there").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert configuration_for(tmp_path / "here" / ".." / "there").jobs is None


def test_no_table(tmp_path):
    assert load(pyproject(tmp_path, "[tool.black]\nline-length = 100\n")) is None
    assert load(pyproject(tmp_path, "tool = 'tf2migrate'\n")) is None


@pytest.mark.parametrize(
    "text, key",
    [
        ("[tool.tf2migrate]\nselct = []\n", "tool.tf2migrate.selct: unknown key; did you mean select?"),
        ("[tool.tf2migrate]\nzzz = 1\n", "tool.tf2migrate.zzz: unknown key"),
        ("[tool.tf2migrate]\nselect = 'TFM1'\n", "tool.tf2migrate.select: expected a list of strings"),
        ("[tool.tf2migrate]\nignore = [1]\n", "tool.tf2migrate.ignore: expected a list of strings"),
        ("[tool.tf2migrate]\nunsafe = 1\n", "tool.tf2migrate.unsafe: expected true or false"),
        ("[tool.tf2migrate]\nstyle = 'fit'\n", "tool.tf2migrate.style: expected one of functions, keras"),
        ("[tool.tf2migrate]\nstyle = []\n", "tool.tf2migrate.style: expected one of"),
        ("[tool.tf2migrate]\nfidelity = 'near'\n", "tool.tf2migrate.fidelity: expected one of exact, close"),
        ("[tool.tf2migrate]\njobs = 0\n", "tool.tf2migrate.jobs: expected a positive integer"),
        ("[tool.tf2migrate]\njobs = true\n", "tool.tf2migrate.jobs: expected a positive integer"),
        ("[tool.tf2migrate]\ntimeout = '1'\n", "tool.tf2migrate.timeout: expected a positive number"),
        ("[tool.tf2migrate]\ntf1-python = 3.7\n", "tool.tf2migrate.tf1-python: expected the path"),
        ("[tool]\ntf2migrate = 3\n", "tool.tf2migrate: expected a table"),
        ("[tool.tf2migrate\n", "line 1"),
    ],
)
def test_errors_name_file_and_key(tmp_path, text, key):
    file = pyproject(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        load(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert key in str(caught.value)
