#!/usr/bin/env python3
"""Folders of results that somebody tampered with, or mixed up: what each verb says. Usage: tamper_test.py PROGRAM FIXTURE.hpp
FIXTURE holds the case of six spins. Every attack works on a copy of a sound folder; files are edited with h5py. Exit: 77 without h5py (a skipped test)."""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

try:
    import h5py
    import numpy
except ImportError:
    print('python3-h5py is not installed')
    sys.exit(77)

PROGRAM = os.path.abspath(sys.argv[1])
CASE = re.search(r'tiny_case = R"\((.*?)\)"', open(sys.argv[2], encoding='utf-8').read(), re.DOTALL)[1]
failures = []


def call(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def expect(holds, what):
    if not holds:
        failures.append(what)
        print('FAILED:', what)


def reseal(file):
    """As somebody who knows the formats would: the sidecar vouches for the edited file."""
    with open(file.replace('.h5', '.json'), encoding='utf-8') as text:
        sidecar = json.load(text)
    sidecar['sha256'] = hashlib.sha256(open(file, 'rb').read()).hexdigest()
    with open(file.replace('.h5', '.json'), 'w', encoding='utf-8') as text:
        json.dump(sidecar, text)


def forge_build(file):
    """A record of another build, sealed as that build would have sealed it."""
    with h5py.File(file, 'r+') as record:
        group = record['provenance']
        del group['build']
        group['build'] = 'f' * 64
        words = {name: group[name][()].decode() for name in sorted(group) if name != 'seal'}
        part = ''.join(f'{len(name.encode())}:{name}{len(text.encode())}:{text}' for name, text in words.items())
        lines = group['seal'][()].decode().splitlines()
        seal = ''.join(('provenance ' + hashlib.sha256(part.encode()).hexdigest() if line.startswith('provenance ')
                        else line) + '\n' for line in lines)
        del group['seal']
        group['seal'] = seal
    reseal(file)


def edit(name, change):
    """An attack that changes one HDF5 file in place."""
    def attack(folder):
        with h5py.File(f'{folder}/{name}.h5', 'r+') as record:
            change(record)
    return attack


def put(path, value):
    def change(record):
        record[path][-1] = value
    return change


def delete(path):
    return lambda record: record.__delitem__(path)


def edit_case(record):
    text = record['case'][()].decode()
    assert 'limit = ' in text
    del record['case']
    record['case'] = text.replace('limit = ', 'limit = 1', 1)


def drop_last_time(record):
    times = record['time'].shape[0]

    def shorten(name, item):
        if isinstance(item, h5py.Dataset) and item.shape and item.shape[0] == times:
            shorter.append((name, item[:-1], dict(item.attrs)))
    shorter = []
    record.visititems(shorten)
    for name, data, attributes in shorter:
        del record[name]
        record[name] = data
        for key, value in attributes.items():
            record[name].attrs[key] = value


def copy(source, target):
    def attack(folder):
        for extension in ('.h5', '.json'):
            shutil.copy(f'{folder}/{source}{extension}', f'{folder}/{target}{extension}')
    return attack


def swap(folder):
    for extension in ('.h5', '.json'):
        os.rename(f'{folder}/result{extension}', f'{folder}/kept')
        os.rename(f'{folder}/reference{extension}', f'{folder}/result{extension}')
        os.rename(f'{folder}/kept', f'{folder}/reference{extension}')


def take_from_second(folder):
    for name in ('result.h5', 'result.json'):
        shutil.copy(f'{os.path.dirname(os.path.dirname(folder))}/second/smoke/{name}', f'{folder}/{name}')


# What is done, to which file, and words that every verb must say about it.
EDITS = [
    ('result', delete('budget'), '/budget is gone'),
    ('result', delete('budget/mx'), '/budget was changed'),
    ('result', delete('state/snapshots'), '/state/snapshots is gone'),
    ('reference', delete('state'), '/state/snapshots is gone'),
    ('result', put('budget/mx/total', numpy.inf), '/budget/mx/total'),
    ('result', put('budget/state_angle/total', -1.0), '/budget/state_angle/total is negative'),
    ('result', put('budget/state_angle/total', numpy.nan), '/budget/state_angle/total'),
    ('result', put('budget/state_angle/total', 4.24), '/budget was changed'),
    ('result', put('observables/mx/mean', 0.5), '/observables/mx/mean is not the average of replica_mean'),
    ('result', put('observables/mx/standard_error', 0.5), '/observables was changed'),
    ('reference', put('observables/mx/standard_error', 1.0), '/observables was changed'),
    ('reference', put('ground_state/energy', -1.0), '/ground_state was changed'),
    ('result', edit_case, '/case was changed'),
    ('result', drop_last_time, '/observables/'),
    ('result', delete('provenance/seal'), 'its seal is gone'),
    ('result', lambda record: record.attrs.__setitem__('status', 'stopped'), 'a root attribute was changed'),
]
FOLDERS = [
    ('a result copied over its reference', copy('result', 'reference'), 'schema'),
    ('result and reference swapped', swap, 'schema'),
    ('the result of another case', take_from_second, 'another'),
]


def reasons(document):
    return [verdict['reason'] for verdict in json.loads(document)['verdicts'] if verdict['case'] == 'tiny']


def attack_all(sound):
    attacks = []
    for name, change, words in EDITS:
        for sealed in (False, True):
            def attack(folder, name=name, change=change, sealed=sealed):
                edit(name, change)(folder)
                if sealed:
                    reseal(f'{folder}/{name}.h5')
                else:
                    os.remove(f'{folder}/{name}.json')
            attacks.append((f'{name}: {words}, sealed = {sealed}', attack, words))
    for what, attack, words in attacks + FOLDERS:
        shutil.rmtree('out', ignore_errors=True)
        shutil.copytree(sound, 'out')
        attack('out/tiny/smoke')
        status, out, err = call('validate', 'tiny', '--no-run', '--out', 'out', '--json')
        expect(status == 4, f'{what}: validate --no-run exits {status}')
        expect(any(words in reason for reason in reasons(out)), f'{what}: validate --no-run says {reasons(out)}')
        status, out, err = call('report', '--from', 'out', '--out', 'page', '--json')
        expect(status == 4, f'{what}: report exits {status}, {err}')
        expect(words in err or any(words in reason for reason in reasons(out)), f'{what}: report says {err}')
        status, out, err = call('figures', '--list', '--from', 'out', '--out', 'page')
        expect(words in err or 'schema' in err or 'case' in err, f'{what}: figures says {err}')
        status, out, err = call('validate', 'tiny', '--out', 'out', '--json')
        expect(status == 0, f'{what}: validate exits {status}, {err}')
        expect('computed again' in err, f'{what}: validate says {err}')


def mistakes(sound):
    def fresh():
        shutil.rmtree('out', ignore_errors=True)
        shutil.copytree(sound, 'out')

    fresh()
    for name in ('result', 'reference'):
        forge_build(f'out/tiny/smoke/{name}.h5')
    status, out, _ = call('validate', 'tiny', '--no-run', '--out', 'out', '--json')
    expect(status == 4 and 'another build made it (ffffffffffff' in reasons(out)[0], f'another build: {reasons(out)}')
    status, out, err = call('report', '--from', 'out', '--out', 'page', '--json')
    expect(status == 0 and all('made by build ffffffffffff' in reason for reason in reasons(out)),
           f'report on another build: {status}, {reasons(out)}, {err}')
    builds = {verdict['build'] for verdict in json.loads(out)['verdicts'] if verdict['case'] == 'tiny'}
    expect(builds == {'f' * 64}, f'the build stands in the verdict: {builds}')
    expect('made by build ffffffffffff' in open('page/report/index.html', encoding='utf-8').read(),
           'the build stands in the page')
    status, out, err = call('validate', 'tiny', '--out', 'out', '--json')
    expect(status == 0 and err.count('computed again, another build made it (ffffffffffff') == 2,
           f'validate makes again what another build made: {err}')

    for left in (None, '{}'):
        fresh()
        os.remove('out/tiny/smoke/result.json')
        if left:
            open('out/tiny/smoke/result.json', 'w', encoding='utf-8').write(left)
        for line in (('validate', 'tiny', '--out', 'out', '--json'), ('report', '--from', 'out', '--out', 'page', '--json')):
            status, out, _ = call(*line)
            expect(status == 0 and all('unsealed' in reason for reason in reasons(out)), f'{line}: {reasons(out)}')
    open('out/tiny/smoke/result.json', 'w', encoding='utf-8').close()
    expect(call('validate', 'tiny', '--no-run', '--out', 'out')[0] == 4, 'an empty sidecar is a damaged one')

    fresh()
    shutil.copytree('out/tiny', 'out/tiny-again')
    status, out, err = call('report', '--from', 'out', '--out', 'page', '--json')
    expect(status == 4 and "another folder's copy" in err, f'the same case twice: {status}, {err}')
    expect(any(v['case'] == 'tiny-again' and v['verdict'] == 'ERROR' for v in json.loads(out)['verdicts']),
           'a copied folder has its ERROR')

    # A stricter claim is judged by validate and report alike, though nothing is run.
    fresh()
    write_case('cases/tiny.toml', 'limit = 0.5', 'limit = 1e-12')
    expect(call('validate', 'tiny', '--out', 'out')[0] == 1, 'a stricter claim fails')
    expect(call('report', '--from', 'out', '--out', 'page')[0] == 1, 'report fails as validate does')
    os.remove('out/verdicts.json')
    expect(call('report', '--from', 'out', '--out', 'page')[0] == 1, 'and without verdicts.json')
    os.remove('cases/tiny.toml')
    expect(call('report', '--from', 'out', '--out', 'page')[0] == 1, 'and without the catalogue')
    write_case('cases/tiny.toml')

    fresh()
    with h5py.File('out/tiny/smoke/result.h5', 'r+') as record:
        record['observables/mx/mean'][-1] = 7.0
    pair = ('out/tiny/smoke/result.h5', f'{sound}/tiny/smoke/result.h5')
    expect(call('compare', *pair)[0] == 4, 'compare takes no unsound record')
    expect(call('compare', '--exact', *pair)[0] == 1, 'compare --exact compares bytes')

    status, out, _ = call('validate', 'quiet', '--out', 'other')
    expect(status == 4, f'nothing judged is no success: {status}')


def write_case(file, old='', new='', name='tiny'):
    with open(file, 'w', encoding='utf-8') as text:
        text.write(CASE.replace(old, new, 1).replace('id = "tiny"', f'id = "{name}"'))


with tempfile.TemporaryDirectory() as place:
    os.chdir(place)
    os.mkdir('cases')
    os.environ['QUENCHMARK_CASES'] = place + '/cases'
    write_case('cases/tiny.toml')
    write_case('cases/second.toml', name='second')
    with open('cases/quiet.toml', 'w', encoding='utf-8') as quiet:  # a problem, and no question about it
        quiet.write(CASE[:CASE.index('[reference]')].replace('id = "tiny"', 'id = "quiet"'))
    status, _, err = call('validate', 'tiny', 'second', '--out', 'sound')
    expect(status == 0, f'the sound folder: {status}, {err}')
    os.remove('sound/verdicts.json')
    attack_all('sound')
    mistakes('sound')
print(f'{len(failures)} failures')
sys.exit(1 if failures else 0)
