"""Rows whose amounts are in other rows as well: parts of an award, totals above their rows, a total with a date of its own."""

import pytest
from reading import WriteFile, read_both

PARTS = {
    "of which": "Recipient,Amount\nA,5\nof which capital,3\nof which revenue,2\nB,7\n",
    "one of which": "Recipient,Amount\nA,5\nof which: capital,3\nB,7\n",
    "of which, elsewhere": "Programme,Recipient,Amount\nx,A,5\n,of which capital,3\ny,B,7\n",
    "with ids and dates": "Grant ID,Recipient,Amount,Date\n1,A,5,2019-04-01\n,of which capital,3,\n2,B,7,2019-04-02\n",
    "below dates": "Date,Recipient,Amount\n2019-04-01,A,5\nof which capital,,3\n2019-04-02,B,7\n",
    "in German": "Empfänger;Betrag\nA;5\ndavon Investitionen;3\nB;7\n",
    "behind dashes": "Recipient,Amount\nA,5\n  - phase 1,3\n  - phase 2,2\nB,7\n",
    "behind bullets": "Recipient,Amount\nA,5\n• phase 1,3\n• phase 2,2\nB,7\n",
    "behind dashes, in French": "Recipient,Amount\nA,5\n– Été,3\n– École,2\nB,7\n",
    "behind hard blanks": "Recipient,Amount\nA,5\n–\u00a0Été,3\n–\u00a0of which capital,2\nB,7\n",
}


@pytest.mark.costly
@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_an_award_is_no_further_award(name: str, data_file: WriteFile) -> None:
    path = data_file(PARTS[name], "x.csv")
    awards, notes = read_both(path)
    assert [" ".join(each.split()[:2]) for each in awards] == ["A 5.00", "B 7.00"]
    assert "of the award above" in notes
    assert "`--every-row` reads each" in notes
    assert len(read_both(path, every_row=True)[0]) > 2


AWARDS = {
    "dashes that do not add up": ("Recipient,Amount\nA,5\n- B,3\n- C,7\n", 15),
    "nothing above": ("Recipient,Amount\n- A,5\n- B,3\n- C,8\n", 16),
    "one dash": ("Recipient,Amount\nA,5\n- B,5\n", 10),
    "a name that begins so": ("Recipient,Amount\nA,5\nDontown Choir,3\nDavonport Trust,2\n", 10),
    "with a date of its own": ("Recipient,Amount,Date\nA,5,2019-04-01\n- B,3,2019-04-02\n- C,2,2019-04-03\n", 10),
    "one group without a recipient": ("Programme,Recipient,Amount\nArts,,12\nArts,A,5\nArts,B,7\n", 24),
    "rows with more than a total has": (
        "Programme,Recipient,Purpose,Ward,Amount\nArts,,Shared,N,11\n,A,x,N,5\n,B,x,N,6\nSport,,Shared,S,7\n,C,x,S,7\n",
        36,
    ),
    "groups of another sum": ("Programme,Recipient,Amount\nArts,,12\nArts,A,5\nSport,,7\nSport,B,8\n", 32),
}


@pytest.mark.costly
@pytest.mark.parametrize("name", AWARDS)
def test_rows_that_may_be_awards_stay_awards(name: str, data_file: WriteFile) -> None:
    text, total = AWARDS[name]
    path = data_file(text, "x.csv")
    assert sum(float(word) for each in read_both(path)[0] for word in each.split() if word.endswith(".00")) == total


ABOVE = {
    "two groups": "Programme,Recipient,Amount\nArts,,11\n,A,5\n,B,6\nSport,,7\n,C,7\n",
    "groups that are named again": "Programme,Recipient,Amount\nArts,,11\nArts,A,5\nArts,B,6\nSport,,7\nSport,C,7\nTotal,,18\n",
    "with dates": "Ward,Recipient,Amount,Date\nN,,11,\nN,A,5,2019-04-01\nN,B,6,2019-04-01\nS,,7,\nS,C,7,2019-04-02\n",
}


@pytest.mark.costly
@pytest.mark.parametrize("name", ABOVE)
def test_a_total_above_its_rows_is_no_award(name: str, data_file: WriteFile) -> None:
    path = data_file(ABOVE[name], "x.csv")
    awards, notes = read_both(path)
    assert [" ".join(each.split()[:2]) for each in awards] == ["A 5.00", "B 6.00", "C 7.00"]
    assert "set aside as a total" in notes


LAST = {
    "with a date": "Recipient,Amount,Date\nA,5,2019-04-01\nB,7,2019-04-02\nTotal,12,2019-04-30\n",
    "with a count for an id": "Ref,Recipient,Amount,Date\n1,A,5,2019-04-01\n2,B,7,2019-04-02\n2,Total,12,\n",
    "with both": "Ref,Recipient,Amount,Date\n1,A,5,2019-04-01\n2,B,7,2019-04-02\n3,Grand total,12,2019-04-30\n",
}


@pytest.mark.costly
@pytest.mark.parametrize("name", LAST)
def test_a_last_row_called_total_with_the_sum_of_all_is_no_award(name: str, data_file: WriteFile) -> None:
    path = data_file(LAST[name], "x.csv")
    awards, notes = read_both(path)
    assert [" ".join(each.split()[:2]) for each in awards] == ["A 5.00", "B 7.00"]
    assert "set aside as a total" in notes
    path.write_text(LAST[name].replace(",12,", ",11,"), encoding="utf-8")
    assert len(read_both(path)[0]) == 3


SPORT = "Programme,Grantee,Amount (£),Date\nSport,Club A,600,17/04/2019\nSport,Club B,50,17/04/2019\n"
C_AND_D = "Arts,Club C,70,17/05/2019\nArts,Club D,30,17/05/2019\n"
WITHIN = {
    "one group alone has it": SPORT + C_AND_D + "Arts,Subtotal Arts,100,\n",
    "a total": SPORT + C_AND_D + "Arts,Total Arts,100,\n",
    "between other groups": SPORT.replace("Sport,Club B,50,17/04/2019\n", "") + C_AND_D
    + "Arts,Total Arts,100,\nMusic,Club B,50,17/05/2019\n",
    "its words before": SPORT + C_AND_D + "Arts,Total awards in Arts,100,\n",
    "in German": SPORT.replace("(£)", "(EUR)") + C_AND_D + "Arts,Summe Arts,100,\n",
    "a group within a group": "Ward,Fund,Grantee,Amount,Date\nS,Cllr Y,Club A,600,17/04/2019\nS,Cllr Y,Club B,50,17/04/2019\n"
    "N,Cllr X,Club C,70,17/05/2019\nN,Cllr X,Club D,30,17/05/2019\nN,Cllr X,Total Cllr X,100,\n",
    "without dates": "Programme,Grantee,Amount\nSport,Club A,600\nSport,Club B,50\nArts,Club C,70\nArts,Club D,30\n"
    "Arts,Subtotal Arts,100\n",
    "without the groups": "Grantee,Amount,Date\nClub A,600,17/04/2019\nClub B,50,17/04/2019\nClub C,70,17/05/2019\n"
    "Club D,30,17/05/2019\nSubtotal Arts,100,\n",
    "of another sum": SPORT + C_AND_D + "Arts,Subtotal Arts,101,\n",
    "with a word for each": SPORT + "Sport,Sub-total Sport,650,\n" + C_AND_D + "Arts,Sub-total (Arts),100,\n,TOTAL (both),750,\n",
}  # fmt: skip


@pytest.mark.parametrize("name", WITHIN)
def test_the_total_of_a_group_is_no_award_where_others_have_none(name: str, data_file: WriteFile) -> None:
    awards, notes = read_both(data_file(WITHIN[name], "x.csv"))
    assert sorted(" ".join(each.split()[:3]) for each in awards) == [
        "Club A 600.00",
        "Club B 50.00",
        "Club C 70.00",
        "Club D 30.00",
    ]
    assert "set aside as a total" in notes


NAMES = {
    "a date": SPORT + "Sport,Total Sport,650,18/04/2019\n",
    "another sum": SPORT + "Sport,Total Sport,651,\n",
    "no group": SPORT + "Sport,Total Insight,650,18/04/2019\n",
    "nothing that it lacks": "Programme,Grantee,Amount\nSport,Club A,600\nArts,Club C,50\nSport,Total Sport,600\n",
    "an identifier": "ID,Programme,Grantee,Amount\n1,Sport,Club A,600\n2,Arts,Club C,50\n3,Sport,Total Sport,600\n",
    "a recipient": SPORT + "Subtotal Sport,Club C,651,\n",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_like_that_of_a_total_of_a_group_stays_an_award(name: str, data_file: WriteFile) -> None:
    assert len(read_both(data_file(NAMES[name], "x.csv"))[0]) == 3
