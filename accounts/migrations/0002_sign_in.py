import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.clock


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('socialaccount', '0006_alter_socialaccount_extra_data'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProviderGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=200)),
                ('brought', models.JSONField(default=dict, help_text='Name, picture, birthday, contacts: only what the service let through.')),
                ('scopes', models.JSONField(default=list, help_text='What the person allowed the service to tell.')),
                ('refreshed_at', models.DateTimeField(default=accounts.clock.now)),
                ('removed_contacts', models.JSONField(default=list, help_text='Keyed hashes of contacts the person removed; they stay away when the service tells them again.')),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='grant', to='socialaccount.socialaccount', verbose_name='connection')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='provider_grants', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'what a connected service brought',
            },
        ),
    ]
